"""Writes the files that people send, with the libraries that write them elsewhere, into a folder."""

import random
import sys
from pathlib import Path

from docx import Document
from openpyxl import Workbook
from PIL import Image, ImageDraw

SYLLABLES = "nguyễn văn đơn đề nghị cấp giấy chứng nhận quyền sử dụng đất uỷ ban nhân dân phường".split()


def sentence(chance, words):
    return " ".join(chance.choice(SYLLABLES) + str(chance.randrange(1000)) for _ in range(words))


def documents(folder, chance):
    document = Document()
    for _ in range(400):
        document.add_paragraph(sentence(chance, 12))
    document.save(folder / "python-docx.docx")
    workbook = Workbook()
    for row in range(400):
        workbook.active.append([row, sentence(chance, 5), row * 1350])
    workbook.save(folder / "openpyxl.xlsx")
    (folder / "text.txt").write_text("\n".join(sentence(chance, 12) for _ in range(200)))
    (folder / "table.csv").write_text("\n".join(f"{row},{sentence(chance, 3)}" for row in range(200)))


def pictures(folder):
    photo = Image.radial_gradient("L").resize((320, 200)).convert("RGB")
    photo.save(folder / "photo.webp", quality=80)
    photo.save(folder / "photo.jfif", format="JPEG")
    photo.save(folder / "photo.png")
    photo.convert("RGBA").save(folder / "lossless.webp", lossless=True)
    # White paper with a black bar at the top, as a scanner writes it: fax, grey, colour.
    page = Image.new("1", (400, 560), 1)
    ImageDraw.Draw(page).rectangle((0, 0, 399, 99), fill=0)
    page.save(folder / "fax.tif", compression="group4", dpi=(200, 200))
    pages = [page.convert("L"), page.convert("RGB")]
    for name, compression in (("lzw", "tiff_lzw"), ("jpeg", "jpeg"), ("deflate", "tiff_adobe_deflate")):
        first, *others = pages
        first.save(
            folder / f"{name}.tif", compression=compression, dpi=(200, 200),
            save_all=True, append_images=others,
        )
    page.convert("CMYK").save(folder / "inks.tif")
    page.convert("P").save(folder / "palette.tif")
    page.save(folder / "packbits.tif", compression="packbits")


if __name__ == "__main__":
    target = Path(sys.argv[1])
    documents(target, random.Random(12))
    pictures(target)
