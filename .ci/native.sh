# Sourced by .ci/run: installs TensorFlow by pip and builds tfjs's native addon against it with `lrplab native`, as its users
# do, into a cache folder here, and exports where it is. Where TensorFlow or a compiler cannot be had, that is said in a line,
# and the tests on the addon skip; where the command fails, they fail.

tell() { echo "native: $*"; }

wanted=()
command -v g++ >/dev/null || wanted+=(g++)
command -v make >/dev/null || wanted+=(make)
if [ "${#wanted[@]}" -gt 0 ] && command -v apt-get >/dev/null && [ "$(id -u)" -eq 0 ]; then
  tell "installing ${wanted[*]}"
  DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "${wanted[@]}" >.ci/native.log 2>&1 || true
fi

# An existing Python is used where LRPLAB_TENSORFLOW names it. Of the wheel only the libraries and headers are needed.
if [ -z "${LRPLAB_TENSORFLOW:-}" ]; then
  LRPLAB_TENSORFLOW=$PWD/.ci/tf-venv/bin/python
  if ! compgen -G '.ci/tf-venv/lib/python*/site-packages/tensorflow/libtensorflow_cc.so.2' >/dev/null; then
    tell 'installing tensorflow-cpu into .ci/tf-venv'
    {
      rm -rf .ci/tf-venv
      python3 -m venv .ci/tf-venv &&
        PIP_RETRIES=0 PIP_DISABLE_PIP_VERSION_CHECK=1 .ci/tf-venv/bin/pip install --quiet --no-deps --no-compile tensorflow-cpu
    } >>.ci/native.log 2>&1 || rm -rf .ci/tf-venv
  fi
fi

if [ ! -x "$LRPLAB_TENSORFLOW" ]; then
  tell 'no tensorflow: the tests of the native addon skip (.ci/native.log says why)'
elif ! command -v g++ >/dev/null || ! command -v make >/dev/null; then
  tell 'no g++ or no make: the tests of the native addon skip'
else
  # Not LRPLAB_CACHE: only the tests of the addon are to see it, for where it is, tfjs uses it unasked.
  export LRPLAB_NATIVE_CACHE=$PWD/.ci/cache LRPLAB_REQUIRE_NATIVE=1
  npm run build --silent && LRPLAB_CACHE=$LRPLAB_NATIVE_CACHE node dist/src/cli/main.js native --python "$LRPLAB_TENSORFLOW"
fi
true
