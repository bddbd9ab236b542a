"""Peers that read texts: scikit-learn's linear models over TF-IDF, and fastText."""

import csv
import gzip
import os
import tempfile


def read(folder, split):
    path = f"{folder}/{split}.csv"
    opened = (
        open(path, newline="", encoding="utf8")
        if os.path.exists(path)
        else gzip.open(path + ".gz", "rt", newline="", encoding="utf8")
    )
    with opened as file:
        return [row for row in csv.reader(file) if row]


class ScikitLearn:
    def __init__(self, name, characters, train, test):
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.linear_model import LogisticRegression
        from sklearn.svm import LinearSVC

        self.texts, self.labels = train
        self.asked, self.actual = test
        unit = {"analyzer": "char", "ngram_range": (1, 2)} if characters else {}
        if name == "linear-svc":
            self.vectoriser = TfidfVectorizer(**{"ngram_range": (1, 2), "sublinear_tf": True, **unit})
            self.model = LinearSVC()
        else:
            self.vectoriser = TfidfVectorizer(**unit)
            self.model = LogisticRegression(max_iter=1000)

    def fit(self):
        self.model.fit(self.vectoriser.fit_transform(self.texts), self.labels)

    def predict(self, texts):
        return self.model.predict(self.vectoriser.transform(texts))

    def confidences(self, texts):
        if not hasattr(self.model, "predict_proba"):
            return None
        return self.model.predict_proba(self.vectoriser.transform(texts)).max(axis=1)


class FastText:
    options = {"epoch": 5, "lr": 0.5, "wordNgrams": 2, "dim": 16, "bucket": 200_000}

    def __init__(self, characters, train, test):
        import fasttext

        fasttext.FastText.eprint = lambda *_: None
        self.library, self.characters = fasttext, characters
        self.asked, self.actual = test
        names = {label: f"__label__{k}" for k, label in enumerate(sorted(set(train[1])))}
        self.labels = {name: label for label, name in names.items()}
        self.file = tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf8")
        for text, label in zip(*train):
            self.file.write(f"{names[label]} {self.clean(text)}\n")
        self.file.flush()

    def clean(self, text):
        return " ".join((" ".join(text) if self.characters else text.lower()).split())

    def fit(self):
        self.model = self.library.train_supervised(self.file.name, thread=1, verbose=0, **self.options)

    def answers(self, texts):
        # The wrapper's own predict breaks on numpy 2.
        for text in texts:
            found = self.model.f.predict(self.clean(text) + "\n", 1, 0.0, "strict")
            yield found[0] if found else (0.0, "")

    def predict(self, texts):
        return [self.labels.get(name, "") for _, name in self.answers(texts)]

    def confidences(self, texts):
        return [min(1.0, score) for score, _ in self.answers(texts)]


def make(folder, name, characters):
    train, test = (
        ([row[0] for row in rows], [row[-1] for row in rows])
        for rows in (read(folder, split)[1:] for split in ("train", "test"))
    )
    return FastText(characters, train, test) if name == "fasttext" else ScikitLearn(name, characters, train, test)
