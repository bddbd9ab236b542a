"""The fastest Python peer: FastAPI on uvicorn around a fastText classifier; no keys, no metering."""
import csv
import sys
import tempfile

import fasttext
import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel

train, port = sys.argv[1], int(sys.argv[2])
with open(train, newline="", encoding="utf-8") as file:
    rows = list(csv.DictReader(file))
with tempfile.NamedTemporaryFile("w", suffix=".txt", delete=False, encoding="utf-8") as out:
    for row in rows:
        out.write("__label__" + row["label"].replace(" ", "_") + " " + row["text"].replace("\n", " ") + "\n")
model = fasttext.train_supervised(out.name, epoch=25, wordNgrams=2, lr=0.5, verbose=0, thread=2)
app = FastAPI()


class Call(BaseModel):
    inputs: str


@app.get("/healthz")
def alive():
    return {"status": "ok"}


@app.post("/predict")
def predict(call: Call):
    pairs = model.f.predict(call.inputs.replace("\n", " "), 3, 0.0, "strict")
    return {"scores": [{"label": label[9:], "score": score} for score, label in pairs]}


uvicorn.run(app, host="127.0.0.1", port=port, log_level="error")
