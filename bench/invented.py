"""Articles of invented words, some of them copies or rewrites of earlier ones: as many as a store is to hold."""

from detectors.records import Article


def article(name, text, date=None):
    """Return an article without an outlet."""
    return Article(name, f"bench:{name}", None, None, date, None, text)


def made_up_words(rng):
    """Return made-up words, ever rarer, and how often each is used."""
    letters = "etaoinshrdlucmfwypvbgkjqxz"
    words = ["".join(rng.choices(letters, range(26, 0, -1), k=rng.randint(3, 10))) for _ in range(200_000)]
    total, weights = 0.0, []
    for rank in range(len(words)):
        total += 1 / (rank + 3)
        weights.append(total)
    return words, weights


def made_up(count, rng):
    """Yield articles of 400 words; one in ten is a copy of an earlier one, one in ten a rewrite."""
    words, weights = made_up_words(rng)
    earlier = []
    for number in range(count):
        kind = number % 10
        if kind in (8, 9) and earlier:
            source = rng.choice(earlier)
            share = 0.1 if kind == 8 else 0.45
            fresh = iter(rng.choices(words, cum_weights=weights, k=len(source)))
            body = [next(fresh) if rng.random() < share else word for word in source]
        else:
            body = rng.choices(words, cum_weights=weights, k=390) + [f"{rng.choice(words)}{rng.randrange(10_000)}" for _ in range(10)]  # fmt: skip
            rng.shuffle(body)
            if len(earlier) < 50_000:
                earlier.append(body)
            else:
                earlier[rng.randrange(50_000)] = body
        day = 1 + number % 28
        yield article(f"a{number:07}", " ".join(body), f"2026-{1 + number % 12:02}-{day:02}T00:00:00Z")
