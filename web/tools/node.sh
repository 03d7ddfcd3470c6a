# Sourced by build, check and test: finds a JavaScript runtime, Debian's own before any other on the path.
if [ -x /usr/bin/node ]; then
    node=/usr/bin/node
elif command -v node >/dev/null 2>&1; then
    node=$(command -v node)
else
    echo "web: no node found. It builds the pages. Install it: sudo apt-get install nodejs" >&2
    exit 69
fi
