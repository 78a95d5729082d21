"""Colours of cut-outs: what colour a picture reads as, and the same picture in another colour.

Works on premultiplied RGBA, uint8 (H, W, 4). Hues are those of the HSV model, in degrees.
"""

import numpy as np

# What is asked for -> the hue it is turned to, how much of its saturation it keeps, and how bright it is at least: a dark
# yellow is called olive, a dark pink plum.
HUES = {
    "red": (0, 1.0, 0.8),
    "orange": (28, 1.0, 0.92),
    "yellow": (50, 1.0, 0.96),
    "green": (125, 0.9, 0.72),
    "teal": (178, 0.9, 0.75),
    "blue": (217, 1.0, 0.8),
    "purple": (272, 0.9, 0.78),
    "pink": (332, 0.75, 0.92),
}
COLOURS = [*HUES, "black", "white"]
# Where a hue ends, in degrees, and what it is called up to there.
BINS = [(15, "red"), (40, "orange"), (68, "yellow"), (160, "green"), (196, "teal"), (245, "blue"), (295, "purple"), (345, "pink"), (360, "red")]
BIN = 10  # degrees of one bar of the histogram


def straight(picture: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Colour without the alpha's share, 0..1, and alpha."""
    pixels = picture.astype(np.float32) / 255
    alpha = pixels[..., 3]
    return (pixels[..., :3] / np.maximum(alpha, 0.02)[..., None]).clip(0, 1), alpha


def hsv(rgb: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    most, least = rgb.max(-1), rgb.min(-1)
    range_ = np.maximum(most - least, 1e-6)
    r, g, b = np.moveaxis(rgb, -1, 0)
    sextant = np.select([most == r, most == g], [((g - b) / range_) % 6, (b - r) / range_ + 2], (r - g) / range_ + 4)
    return np.where(most - least > 1e-6, sextant * 60, 0), (most - least) / np.maximum(most, 1e-6), most


def rgb_of(hue: np.ndarray, saturation: np.ndarray, value: np.ndarray) -> np.ndarray:
    def channel(offset: int) -> np.ndarray:
        place = (offset + hue / 60) % 6
        return value * (1 - saturation * np.clip(np.minimum(place, 4 - place), 0, 1))

    return np.stack([channel(5), channel(3), channel(1)], -1)


def turned(hue: np.ndarray, by: float) -> np.ndarray:
    """The hue's distance from another, -180 to 180."""
    return (hue - by + 180) % 360 - 180


def main_hue(hue: np.ndarray, weight: np.ndarray) -> float | None:
    """The hue most of the weight lies around."""
    bars = np.histogram(hue, 360 // BIN, (0, 360), weights=weight)[0]
    smooth = bars + np.roll(bars, 1) + np.roll(bars, -1)
    if smooth.max() <= 0:
        return None
    centre = int(smooth.argmax()) * BIN + BIN / 2
    near = weight * (np.abs(turned(hue, centre)) < 25)
    return float((centre + (near * turned(hue, centre)).sum() / max(near.sum(), 1e-6)) % 360)


def name_of(picture: np.ndarray) -> str | None:
    """The everyday name of the colour most of a cut-out has; None for an empty one."""
    rgb, alpha = straight(picture)
    hue, saturation, value = hsv(rgb)
    total = alpha.sum()
    if total < 1:
        return None
    vivid = alpha * (saturation > 0.25) * (value > 0.2)
    if vivid.sum() / total < 0.25:
        lightness = (alpha * value).sum() / total
        return "black" if lightness < 0.42 else "white" if lightness > 0.72 else "grey"
    hue = main_hue(hue, vivid * saturation * value)
    return next(name for end, name in BINS if hue < end)


def reads_as(picture: np.ndarray, colour: str) -> bool:
    if name_of(picture) == colour:
        return True
    if colour not in ("black", "white"):
        return False
    rgb, alpha = straight(picture)
    _, saturation, value = hsv(rgb)
    neutral = (saturation < 0.25) & ((value < 0.42) if colour == "black" else (value > 0.72))
    return (alpha * neutral).sum() / max(alpha.sum(), 1) > 0.45


def recoloured(picture: np.ndarray, colour: str, main: float | None = None) -> np.ndarray:
    """The picture with its main hue, or the one that is given, turned to a colour; what has another hue keeps it."""
    rgb, alpha = straight(picture)
    hue, saturation, value = hsv(rgb)
    weight = alpha * np.clip((saturation - 0.08) / 0.1, 0, 1) * value
    main = main_hue(hue, weight) if main is None else main
    if main is None:
        return picture
    distance = np.abs(turned(hue, main))
    near = np.clip((50 - distance) / 15, 0, 1) * np.clip((saturation - 0.06) / 0.08, 0, 1)
    if colour in HUES:
        target, keep, bright = HUES[colour]
        most = weight * (distance < 25)

        def raised(channel: np.ndarray, least: float) -> np.ndarray:
            """Its typical value goes to `least` where it is below; 0 and 1 stay."""
            typical = (most * channel).sum() / max(most.sum(), 1e-3)
            return 1 - (1 - channel) ** np.clip(np.log(1 - least) / np.log(max(1 - typical, 0.05)), 1, 5)

        new = rgb_of((target + turned(hue, main) * 0.4) % 360, raised(saturation, 0.6) * keep, raised(value, bright))
    elif colour == "black":
        new = rgb_of(hue, saturation * 0.12, value * 0.32 + 0.02)
    else:
        new = rgb_of(hue, saturation * 0.12, 1 - (1 - value) * 0.35 - 0.22 * saturation * (1 - value) - 0.03)
    mixed = rgb + (new - rgb) * near[..., None]
    laid = np.concatenate([mixed * alpha[..., None], alpha[..., None]], -1)
    return (laid.clip(0, 1) * 255 + 0.5).astype(np.uint8)
