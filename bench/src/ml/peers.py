"""One peer on one data set, from its raw rows to its answers, as one line of JSON.

peers.py check | peers.py <folder> <kind> <peer> <words|characters>
"""

import importlib.util
import json
import os
import resource
import sys
import time

os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", MKL_NUM_THREADS="1")


class Clock:
    """Wall and processor seconds since it was made."""

    def __init__(self):
        self.started = (time.perf_counter(), time.process_time())

    def passed(self):
        return (time.perf_counter() - self.started[0], time.process_time() - self.started[1])


def expected_calibration_error(confidence, right, bins=15):
    totals = [[0, 0.0, 0] for _ in range(bins)]
    for score, hit in zip(confidence, right):
        bin = totals[min(bins - 1, int(score * bins))]
        bin[0] += 1
        bin[1] += score
        bin[2] += hit
    return sum(abs(score - hits) for count, score, hits in totals if count) / len(right)


def macro_f1(answers, actual):
    names = sorted(set(actual) | set(answers))
    scores = []
    for name in names:
        both = sum(a == b == name for a, b in zip(answers, actual))
        scores.append(2 * both / (sum(a == name for a in answers) + sum(b == name for b in actual)))
    return sum(scores) / len(scores)


def measure(peer):
    """A peer has fit(), predict(rows), confidences(rows) (None without probabilities) and the test rows."""
    first = Clock()
    peer.fit()
    cold, _ = first.passed()
    second = Clock()
    peer.fit()
    wall, cpu = second.passed()
    many = Clock()
    answers = [str(answer) for answer in peer.predict(peer.asked)]
    seconds, _ = many.passed()
    actual = [str(label) for label in peer.actual]
    right = [one == other for one, other in zip(answers, actual)]
    confidence = peer.confidences(peer.asked)
    singles = [peer.asked[row : row + 1] for row in range(min(300, len(actual)))]
    for single in singles[:50]:
        peer.predict(single)
    one = Clock()
    for single in singles:
        peer.predict(single)
    return {
        "accuracy": sum(right) / len(right),
        "macroF1": macro_f1(answers, actual),
        "ece": None if confidence is None else expected_calibration_error(confidence, right),
        "firstFitSeconds": cold,
        "fitSeconds": wall,
        "fitCpuSeconds": cpu,
        "microseconds": one.passed()[0] / len(singles) * 1e6,
        "perSecond": len(actual) / seconds,
        "peakMb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def available():
    has = lambda name: importlib.util.find_spec(name) is not None
    peers = {"text": [], "table": [], "image": [], "audio": []}
    if has("sklearn"):
        peers["text"] += ["linear-svc", "logistic"]
        peers["table"] += ["hist-gb", "logistic"]
        peers["image"] += ["rbf-svc", "forest"]
        peers["audio"] += ["rbf-svc", "forest"]
    if has("fasttext"):
        peers["text"].append("fasttext")
    return peers


def make(folder, kind, name, unit):
    if kind == "text":
        import peers_text

        return peers_text.make(folder, name, unit == "characters")
    import peers_rows

    return peers_rows.make(folder, kind, name)


if sys.argv[1] == "check":
    print(json.dumps(available()))
else:
    print(json.dumps(measure(make(*sys.argv[1:5]))))
