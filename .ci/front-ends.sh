# Sourced by .ci/run: brings what the notebook tests need, a Jupyter, jupyter_kernel_test and Chromium, and exports where
# they are. What cannot be had is said in a line, and its tests skip.

say() { echo "front ends: $*"; }

# Debian's packages, where they are missing and there is an apt.
missing=()
for package in chromium python3-venv python3-jupyter-kernel-test; do
  case $package in
    chromium) command -v chromium >/dev/null || command -v google-chrome >/dev/null || missing+=("$package") ;;
    python3-venv) python3 -c 'import ensurepip' 2>/dev/null || missing+=("$package") ;;
    *) /usr/bin/python3 -c 'import jupyter_kernel_test' 2>/dev/null || missing+=("$package") ;;
  esac
done
if [ "${#missing[@]}" -gt 0 ]; then
  if command -v apt-get >/dev/null && [ "$(id -u)" -eq 0 ]; then
    export DEBIAN_FRONTEND=noninteractive
    say "installing ${missing[*]}"
    {
      apt-get update -qq
      # One by one: a package that is not to be had keeps none of the others away.
      for package in "${missing[@]}"; do
        apt-get install -qq -y --no-install-recommends "$package" || say "no $package"
      done
    } >.ci/front-ends.log 2>&1 || true
  else
    say "cannot install ${missing[*]} here"
  fi
fi

# JupyterLab and Notebook, in a folder of their own; an existing one is used where LRPLAB_JUPYTER names it.
if [ -z "${LRPLAB_JUPYTER:-}" ] && [ ! -x .ci/venv/bin/jupyter-lab ]; then
  say 'installing JupyterLab and Notebook into .ci/venv'
  {
    rm -rf .ci/venv
    python3 -m venv .ci/venv &&
      PIP_RETRIES=0 PIP_DISABLE_PIP_VERSION_CHECK=1 .ci/venv/bin/pip install --quiet --quiet \
        jupyterlab notebook nbclient nbconvert jupyter-client
  } >>.ci/front-ends.log 2>&1 || rm -rf .ci/venv
fi

jupyter=${LRPLAB_JUPYTER:-$PWD/.ci/venv/bin}
complete=yes
if [ -x "$jupyter/jupyter-lab" ]; then export LRPLAB_JUPYTER=$jupyter; else
  complete=no
  say 'no Jupyter: the tests of notebooks skip (.ci/front-ends.log says why)'
fi
if ! command -v chromium >/dev/null && ! command -v google-chrome >/dev/null; then
  complete=no
  say 'no Chromium: the tests in JupyterLab, Notebook and exported pages skip'
fi
if ! /usr/bin/python3 -c 'import jupyter_kernel_test' 2>/dev/null; then
  complete=no
  say 'no jupyter_kernel_test: its tests skip'
fi
# A software GPU for the tests of WebGPU.
if [ -f "${LRPLAB_SWIFTSHADER:-/usr/lib/chromium/vk_swiftshader_icd.json}" ]; then export LRPLAB_REQUIRE_WEBGPU=1; else
  say 'no SwiftShader: the tests of WebGPU skip'
fi
# Where all is there, a test that skips would hide a fault.
[ "$complete" = yes ] && export LRPLAB_REQUIRE_FRONTENDS=1
true
