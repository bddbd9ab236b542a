"""One peer on one data set, from its vectoriser to its answers, as one line of JSON.

peers.py check | peers.py <folder> <linear-svc|logistic|fasttext> <words|characters>
"""

import csv
import gzip
import json
import os
import resource
import sys
import tempfile
import time

os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", MKL_NUM_THREADS="1")


def read(folder, split):
    path = f"{folder}/{split}.csv"
    opened = (
        open(path, newline="", encoding="utf8")
        if os.path.exists(path)
        else gzip.open(path + ".gz", "rt", newline="", encoding="utf8")
    )
    with opened as file:
        rows = list(csv.reader(file))[1:]
    return [row[0] for row in rows], [row[1] for row in rows]


def expected_calibration_error(confidence, right, bins=15):
    totals = [[0, 0.0, 0] for _ in range(bins)]
    for score, hit in zip(confidence, right):
        bin = totals[min(bins - 1, int(score * bins))]
        bin[0] += 1
        bin[1] += score
        bin[2] += hit
    return sum(abs(score - hits) for count, score, hits in totals if count) / len(right)


class Clock:
    """Wall and processor seconds since it was made."""

    def __init__(self):
        self.started = (time.perf_counter(), time.process_time())

    def passed(self):
        return (time.perf_counter() - self.started[0], time.process_time() - self.started[1])


def twice(fit):
    """Seconds of the first fit, wall and processor seconds of the second, and what it returned."""
    first = Clock()
    fit()
    cold, _ = first.passed()
    second = Clock()
    model = fit()
    return (cold, *second.passed()), model


def microseconds(answer, texts):
    texts = texts[:300]
    for text in texts[:50]:
        answer(text)
    start = time.perf_counter()
    for text in texts:
        answer(text)
    return (time.perf_counter() - start) / len(texts) * 1e6


def scikit_learn(peer, characters, train, test):
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.svm import LinearSVC

    unit = {"analyzer": "char", "ngram_range": (1, 2)} if characters else {}
    if peer == "linear-svc":
        vectoriser = TfidfVectorizer(**{"ngram_range": (1, 2), "sublinear_tf": True, **unit})
        model = LinearSVC()
    else:
        vectoriser = TfidfVectorizer(**unit)
        model = LogisticRegression(max_iter=1000)
    fit = lambda: model.fit(vectoriser.fit_transform(train[0]), train[1])
    seconds, _ = twice(fit)
    inputs = vectoriser.transform(test[0])
    right = [one == other for one, other in zip(model.predict(inputs), test[1])]
    ece = None
    if peer == "logistic":
        ece = expected_calibration_error(model.predict_proba(inputs).max(axis=1), right)
    one = lambda text: model.predict(vectoriser.transform([text]))
    return seconds, right, ece, microseconds(one, test[0])


def fasttext(characters, train, test):
    import fasttext

    fasttext.FastText.eprint = lambda *_: None
    clean = lambda text: " ".join(text) if characters else " ".join(text.lower().split())
    names = {label: f"__label__{k}" for k, label in enumerate(sorted(set(train[1])))}
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf8") as file:
        for text, label in zip(*train):
            file.write(f"{names[label]} {' '.join(clean(text).split())}\n")
        file.flush()
        options = {"epoch": 5, "lr": 0.5, "wordNgrams": 2, "dim": 16, "bucket": 200_000}
        fit = lambda: fasttext.train_supervised(file.name, thread=1, verbose=0, **options)
        seconds, model = twice(fit)
    # The wrapper's own predict breaks on numpy 2.
    answer = lambda text: model.f.predict(" ".join(clean(text).split()) + "\n", 1, 0.0, "strict")[0]
    answers = [answer(text) for text in test[0]]
    right = [name == names[label] for (_, name), label in zip(answers, test[1])]
    ece = expected_calibration_error([min(1.0, score) for score, _ in answers], right)
    return seconds, right, ece, microseconds(answer, test[0])


def available():
    import importlib.util as util

    has = lambda name: util.find_spec(name) is not None
    return (["linear-svc", "logistic"] if has("sklearn") else []) + (["fasttext"] if has("fasttext") else [])


if sys.argv[1] == "check":
    print(json.dumps(available()))
else:
    folder, peer, unit = sys.argv[1:4]
    train, test = read(folder, "train"), read(folder, "test")
    run = fasttext if peer == "fasttext" else lambda *rest: scikit_learn(peer, *rest)
    seconds, right, ece, us = run(unit == "characters", train, test)
    print(
        json.dumps(
            {
                "accuracy": sum(right) / len(right),
                "ece": ece,
                "firstFitSeconds": seconds[0],
                "fitSeconds": seconds[1],
                "fitCpuSeconds": seconds[2],
                "microseconds": us,
                "peakMb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            }
        )
    )
