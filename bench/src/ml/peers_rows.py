"""scikit-learn's peers over rows of numbers: tables, pixels, and pooled spectra of sounds."""

import json

import numpy as np
from peers_text import read


class Peer:
    """A model, and how raw rows become its features: that is part of every fit and every answer."""

    def __init__(self, model, featurise, train, test):
        self.model, self.featurise = model, featurise
        self.rows, self.labels = train
        self.asked, self.actual = test

    def fit(self):
        self.model.fit(self.featurise(self.rows), self.labels)

    def predict(self, rows):
        return self.model.predict(self.featurise(rows))

    def confidences(self, rows):
        if not hasattr(self.model, "predict_proba"):
            return None
        return self.model.predict_proba(self.featurise(rows)).max(axis=1)


def table(folder, name):
    from sklearn.compose import make_column_transformer
    from sklearn.ensemble import HistGradientBoostingClassifier
    from sklearn.impute import SimpleImputer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder, StandardScaler

    header, *learned = read(folder, "train")
    asked = read(folder, "test")[1:]
    numeric = [c for c in range(len(header) - 1) if all(is_number(row[c]) for row in learned)]
    named = [c for c in range(len(header) - 1) if c not in numeric]

    def split(rows):
        cells = np.empty((len(rows), len(header) - 1), dtype=object)
        for at, row in enumerate(rows):
            for c in numeric:
                cells[at, c] = float(row[c]) if row[c] else np.nan
            for c in named:
                cells[at, c] = row[c]
        return cells.astype(float) if not named else cells, [row[-1] for row in rows]

    if name == "hist-gb":
        codes = OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=np.nan, max_categories=250)
        columns = make_column_transformer((codes, named), ("passthrough", numeric))
        categories = np.arange(len(header) - 1) < len(named)
        model = make_pipeline(columns, HistGradientBoostingClassifier(categorical_features=categories, random_state=42))
    else:
        numbers = make_pipeline(SimpleImputer(strategy="median"), StandardScaler())
        columns = make_column_transformer((OneHotEncoder(handle_unknown="ignore"), named), (numbers, numeric))
        model = make_pipeline(columns, LogisticRegression(max_iter=1000))
    return Peer(model, lambda rows: rows, split(learned), split(asked))


def is_number(value):
    try:
        return value == "" or np.isfinite(float(value))
    except ValueError:
        return False


def pictures(folder, header, split):
    pixels = np.fromfile(f"{folder}/{split}.data", dtype=np.uint8)
    return pixels.reshape(-1, header["width"] * header["height"] * header["channels"])


def sounds(folder, _, split):
    samples = np.fromfile(f"{folder}/{split}.data", dtype=np.int16)
    offsets = np.fromfile(f"{folder}/{split}.offsets", dtype=np.int32)
    return [samples[start:end] for start, end in zip(offsets[:-1], offsets[1:])]


def log_mel(rate, mels=40, parts=4):
    """Log-mel spectra of 32 ms frames, their mean and deviation over four stretches of each clip."""
    size, hop = int(rate * 0.032), int(rate * 0.016)
    filters = mel_filters(rate, size, mels)

    def pooled(clip):
        padded = np.pad(clip / 32768, (0, max(0, size + parts * hop - len(clip))))
        frames = np.lib.stride_tricks.sliding_window_view(padded, size)[::hop] * np.hanning(size)
        spectra = np.log(np.abs(np.fft.rfft(frames)) ** 2 @ filters.T + 1e-6)
        stretches = np.array_split(spectra, parts)
        return np.concatenate([value for part in stretches for value in (part.mean(axis=0), part.std(axis=0))])

    return lambda clips: np.array([pooled(clip) for clip in clips], dtype=np.float32)


def mel_filters(rate, size, mels):
    mel = lambda hertz: 2595 * np.log10(1 + hertz / 700)
    edges = 700 * (10 ** (np.linspace(0, mel(rate / 2), mels + 2) / 2595) - 1)
    bins = np.fft.rfftfreq(size, 1 / rate)
    rising = (bins - edges[:-2, None]) / np.diff(edges)[:-1, None]
    falling = (edges[2:, None] - bins) / np.diff(edges)[1:, None]
    return np.maximum(0, np.minimum(rising, falling))


def media(folder, name):
    from sklearn.ensemble import RandomForestClassifier
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler
    from sklearn.svm import SVC

    with open(f"{folder}/header.json", encoding="utf8") as file:
        header = json.load(file)
    drawn = header["kind"] == "image"
    featurise = (lambda rows: rows.astype(np.float32) / 255) if drawn else log_mel(header["rate"])
    split = lambda name: (
        (pictures if drawn else sounds)(folder, header, name),
        np.fromfile(f"{folder}/{name}.labels", dtype=np.int32).tolist(),
    )
    if name == "forest":
        model = RandomForestClassifier(random_state=42)
    else:
        machine = SVC(C=10, random_state=42)
        model = machine if drawn else make_pipeline(StandardScaler(), machine)
    return Peer(model, featurise, split("train"), split("test"))


def make(folder, kind, name):
    return table(folder, name) if kind == "table" else media(folder, name)
