"""Makes docs/posts_sheet.jpg: 48 finished posts by the program, none left out. Layouts, brands and formats each in turn.

    python docs/posts_sheet.py FOLDER_OF_PHOTOS   # needs Pillow; the photographs are named in docs/posts.md
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).parent.parent
PROGRAM = ROOT / "target/release/brandish"
# Brand, what is drawn (`e:` an illustration), headline, line, fact, call.
BRANDS = {
    "stride": ["running shoes", "e:running-shoe", "First mile for the legs, second for the *head*", "Light, wide and back on your feet by six.", "£89", "See the range"],
    "kettle-and-crumb": ["cup of coffee with croissant", "coffee.png", "Slow mornings, *warm* hands", "Single-origin filter, roasted on Tuesdays.", "From £3", "Find your table"],
    "verdant": ["potted plant", "e:potted-plant", "A plant that *forgives* you", "Water it when you remember. It waits.", "20% off", "Choose yours"],
    "lumen": ["laptop with chart", "e:bar-chart", "Your books, *explained*", "One page a month, in plain words.", "Free until 1 March", "Start today"],
    "paws-and-co": ["dog", "raccoon.jpg", "Small animal, *large* appetite", "Food with four things in it.", "2 for 1", "Fill the bowl"],
    "salt-and-sail": ["sailing boat", "rocket.jpg", "Leave the *quay* behind", "A week, four cabins, one skipper.", "From £640", "Ask for dates"],
    "dewfall": ["bottle of hand cream", "flower.jpg", "Five things in the *jar*", "The label is short because the list is.", "30 ml, £18", "Read the label"],
    "threshold": ["house and key", "e:house", "Seen as it *is*", "No wide lens, no grey sky made blue.", "Sat 14 Mar", "Book a viewing"],
    "second-charge": ["smartphone", "e:mobile-phone", "Mended, not *binned*", "A new battery in forty minutes.", "£35", "Bring it in"],
    "tempo-house": ["guitar", "e:guitar", "Start with a song you *know*", "Half an hour, no scales.", "First hour free", "Pick a song"],
    "scoop-street": ["ice cream", "e:soft-ice-cream", "The van is *back*", "Six flavours until they are gone.", "£2.50", "Where today?"],
    "fell-and-loom": ["scarf", "astronaut.png", "Made to be *worn* for years", "Mended free for as long as you wear it.", "£120", "See the wool"],
}
LAYOUTS = ["full-bleed", "split", "card", "big-type", "product", "floating", "quote", "offer", "event", "before-after", "collage",
           "checklist", "announcement", "story", "minimal", "pattern", "arch", "magazine", "offset"]
PICTURES = {"before-after": 2, "collage": 3}
FORMATS = ["instagram-1x1", "instagram-4x5", "instagram-story", "x-wide", "linkedin-link", "pinterest-2x3"]
HEIGHT, COLUMNS = 300, 8


def run(*arguments: str, home: Path) -> None:
    subprocess.run([PROGRAM, *arguments], check=True, stdout=subprocess.DEVNULL, env={**os.environ, "BRANDISH_HOME": str(home)})


def main(photos: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        posts = []
        names = list(BRANDS)
        for number in range(48):
            brand = names[number % len(names)]
            drawn, other, headline, line, fact, call = BRANDS[brand]
            layout, form = LAYOUTS[number % len(LAYOUTS)], FORMATS[(number + number // 6) % len(FORMATS)]
            pictures = []
            for at in range(PICTURES.get(layout, 1)):
                source = other if (number // len(names) + at) % 2 else drawn
                if source.endswith((".png", ".jpg")):
                    pictures.append(str(photos / source))
                    continue
                made = folder / f"{number}-{at}.png"
                what = [drawn, "--element", source[2:]] if source.startswith("e:") else [source]
                run("generate", *what, "--persona", brand, "--seed", str(number + at), "--size", "1024x1024", "--backdrop", "transparent", "--out", str(made), home=folder / "home")
                pictures.append(str(made))
            out = folder / f"post-{number}"
            run("post", *pictures, "--persona", brand, "--layout", layout, "--headline", headline, "--line", line, "--line", "Made nearby", "--line", "Yours to keep",
                "--fact", fact, "--call", call, "--network", form, "--out", str(out), home=folder / "home")
            file = next(path for path in sorted(out.rglob("*")) if path.suffix in (".png", ".jpg"))
            post = Image.open(file).convert("RGB")
            posts.append(post.resize((round(post.width * HEIGHT / post.height), HEIGHT), Image.Resampling.LANCZOS))
        rows = [posts[at : at + COLUMNS] for at in range(0, len(posts), COLUMNS)]
        width = max(sum(post.width + 8 for post in row) for row in rows)
        sheet = Image.new("RGB", (width, len(rows) * (HEIGHT + 8)), "white")
        for down, row in enumerate(rows):
            x = 0
            for post in row:
                sheet.paste(post, (x, down * (HEIGHT + 8)))
                x += post.width + 8
        sheet.save(ROOT / "docs/posts_sheet.jpg", quality=84)


main(Path(sys.argv[1]))
