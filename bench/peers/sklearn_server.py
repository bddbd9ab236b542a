"""The server most teams would write: FastAPI on uvicorn around TF-IDF over words and pairs and logistic regression."""
import csv
import sys

import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

train, port = sys.argv[1], int(sys.argv[2])
with open(train, newline="", encoding="utf-8") as file:
    rows = list(csv.DictReader(file))
model = make_pipeline(TfidfVectorizer(ngram_range=(1, 2)), LogisticRegression(max_iter=1000))
model.fit([row["text"] for row in rows], [row["label"] for row in rows])
labels = [str(label) for label in model.classes_]
app = FastAPI()


class Call(BaseModel):
    inputs: str


@app.get("/healthz")
def alive():
    return {"status": "ok"}


@app.post("/predict")
def predict(call: Call):
    scores = model.predict_proba([call.inputs])[0]
    order = scores.argsort()[::-1][:3]
    return {"scores": [{"label": labels[i], "score": float(scores[i])} for i in order]}


uvicorn.run(app, host="127.0.0.1", port=port, log_level="error")
