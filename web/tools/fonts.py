#!/usr/bin/python3
"""Subsets Debian's fonts to WOFF2 and writes fonts.css with fallbacks of the same metrics.

Usage: fonts.py OUTPUT_FOLDER. Three families: Bebas Neue (display), Inter (text, one variable axis, weights 400 to
700), B612 Mono (figures in columns). Inter is split by script, so that a page in English fetches one file of 21 kB.
"""
import os
import sys

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

BEBAS = "/usr/share/fonts/opentype/bebas-neue/BebasNeue-Bold.otf"
INTER = "/usr/share/fonts/truetype/inter-vf/Inter-roman.var.ttf"
MONO = "/usr/share/fonts/opentype/b612/B612Mono-Regular.otf"

PUNCTUATION = [0x2009, 0x2013, 0x2014, 0x2018, 0x2019, 0x201A, 0x201C, 0x201D, 0x201E, 0x2022, 0x2026, 0x202F,
               0x2032, 0x2033, 0x2039, 0x203A, 0x20AC, 0x2116, 0x2122, 0x2190, 0x2191, 0x2192, 0x2193, 0x2212]
LATIN = [*range(0x20, 0x7F), *range(0xA0, 0x100), *PUNCTUATION]
EXTENDED = [*range(0x100, 0x149), *range(0x14A, 0x180), 0x192, *range(0x218, 0x21C), *range(0x1E80, 0x1E86),
            0x1E9E, 0x1EF2, 0x1EF3]
FIGURES = [*range(0x20, 0x7F), 0xA0, 0xA3, 0xA5, 0xB1, 0xB7, 0xD7, 0x2013, 0x2014, 0x2026, 0x20AC, 0x2212]

# Widths of Arial (and of Liberation Sans, which shares them) in thousandths of an em.
ARIAL = dict(zip("abcdefghijklmnopqrstuvwxyz ", [
    556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722,
    500, 500, 500, 278])) | dict(zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", [
        667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667,
        944, 667, 667, 611]))
SAMPLE = "the quick brown fox jumps over the lazy dog and sets the table for everyone who came in out of the rain "


def cut(source, target, characters, features, axes=None):
    """Writes the part of a font that draws these characters; answers with the cut font, still open."""
    font = TTFont(source)
    if axes:
        instancer.instantiateVariableFont(font, axes, inplace=True)
    options = subset.Options()
    options.layout_features = features
    options.hinting = False
    options.name_IDs = [1, 2]
    options.notdef_outline = True
    options.drop_tables += ["DSIG"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=characters)
    subsetter.subset(font)
    # Reproducible bytes: no time of building inside.
    font["head"].modified = font["head"].created
    font.recalcTimestamp = False
    font.flavor = "woff2"
    font.save(target)
    return font


SANS = ["Arial", "Liberation Sans", "Helvetica", "Roboto"]
FIXED = ["Courier New", "Liberation Mono", "Courier"]


def fallback(family, font, upper=False, locals_=SANS, widths=ARIAL):
    """The @font-face of an installed font scaled so that a line of text takes the same room."""
    text = SAMPLE.upper() if upper else SAMPLE
    names, metrics, em = font.getBestCmap(), font["hmtx"], font["head"].unitsPerEm
    ours = sum(metrics[names[ord(c)]][0] for c in text) / em
    theirs = sum(widths[c] for c in text) / 1000
    adjust = ours / theirs
    head = font["hhea"]
    ascent, descent, gap = (v / em / adjust * 100 for v in (head.ascent, -head.descent, head.lineGap))
    sources = ",".join(f'local("{name}")' for name in locals_)
    return (f'@font-face{{font-family:"{family}";src:{sources};size-adjust:{adjust * 100:.2f}%;ascent-override:{ascent:.2f}%;'
            f'descent-override:{descent:.2f}%;line-gap-override:{gap:.2f}%}}\n')


def ranges(characters):
    """A unicode-range value: runs of neighbouring code points."""
    runs, start, last = [], None, None
    for point in sorted(set(characters)):
        if last is None or point != last + 1:
            if start is not None:
                runs.append((start, last))
            start = point
        last = point
    runs.append((start, last))
    return ",".join(f"U+{a:X}" if a == b else f"U+{a:X}-{b:X}" for a, b in runs)


def face(family, file, weight, characters):
    return (f'@font-face{{font-family:"{family}";src:url("./{file}") format("woff2");font-weight:{weight};'
            f'font-style:normal;font-display:swap;unicode-range:{ranges(characters)}}}\n')


def main(folder):
    os.makedirs(folder, exist_ok=True)
    path = lambda name: os.path.join(folder, name)
    wide = {"wght": (400, 700)}
    bebas = cut(BEBAS, path("bebas.woff2"), LATIN + EXTENDED, ["kern"])
    inter = cut(INTER, path("inter.woff2"), LATIN, ["kern", "tnum"], wide)
    cut(INTER, path("inter-extended.woff2"), EXTENDED, ["kern"], wide)
    mono = cut(MONO, path("mono.woff2"), FIGURES, [])
    with open(path("fonts.css"), "w", encoding="utf-8") as css:
        css.write(face("Bebas Neue", "bebas.woff2", "400 700", LATIN + EXTENDED))
        css.write(face("Inter", "inter.woff2", "400 700", LATIN))
        css.write(face("Inter", "inter-extended.woff2", "400 700", EXTENDED))
        css.write(face("B612 Mono", "mono.woff2", "400 700", FIGURES))
        css.write(fallback("Bebas Fallback", bebas, upper=True))
        css.write(fallback("Inter Fallback", inter))
        css.write(fallback("B612 Fallback", mono, locals_=FIXED, widths=dict.fromkeys(SAMPLE, 600)))


if __name__ == "__main__":
    main(sys.argv[1])
