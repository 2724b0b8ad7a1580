#!/bin/sh
# Builds the documentation: site.sh DIRECTORY. The pages by mkdocs, the reference by Doxygen, in both of
# which a warning is an error; then every link is followed.
set -eu

mkdir -p "$1"
out=$(cd "$1" && pwd)
cd "$(dirname "$0")/.."

pages=$out/pages
rm -rf "$pages" "$out/site"
mkdir -p "$pages/tools/site" "$pages/reference"
cp ./*.md LICENSE "$pages"
cp -R docs examples "$pages"
cp tools/site/site.css "$pages/tools/site"

# Its warnings go to the standard error, and the last of them ends it.
{
    cat tools/site/Doxyfile
    echo "OUTPUT_DIRECTORY = $pages/reference"
    echo "PROJECT_NUMBER = $(sed -n 's/^#define CORDON_VERSION_[A-Z]* //p' include/cordon/version.hpp |
        paste -s -d .)"
} | doxygen -

CORDON_SITE_SOURCE=$pages CORDON_SITE=$out/site mkdocs build --quiet --config-file tools/site/mkdocs.yml
python3 tools/check_links.py "$out/site"
