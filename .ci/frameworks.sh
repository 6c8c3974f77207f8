# Sourced by .ci/run: brings the frameworks that networks come from, to compare with what they give, and exports
# where they are. What cannot be had is said in a line, and its tests skip; where all is there, none may.

report() { echo "frameworks: $*"; }

# PyTorch without CUDA, numpy and safetensors; an existing Python is used where LRPLAB_TORCH names it.
if [ -z "${LRPLAB_TORCH:-}" ]; then
  LRPLAB_TORCH=$PWD/.ci/torch-venv/bin/python
  if ! "$LRPLAB_TORCH" -c 'import torch, numpy, safetensors' 2>/dev/null; then
    report 'installing torch into .ci/torch-venv'
    {
      rm -rf .ci/torch-venv
      python3 -m venv .ci/torch-venv &&
        PIP_RETRIES=0 PIP_DISABLE_PIP_VERSION_CHECK=1 .ci/torch-venv/bin/pip install --quiet --no-compile \
          --extra-index-url https://download.pytorch.org/whl/cpu torch==2.13.0 numpy safetensors
    } >.ci/frameworks.log 2>&1 || rm -rf .ci/torch-venv
  fi
fi

if "$LRPLAB_TORCH" -c 'import torch, numpy, safetensors' 2>/dev/null; then
  export LRPLAB_TORCH LRPLAB_REQUIRE_FRAMEWORKS=1
else
  unset LRPLAB_TORCH
  report 'no torch: the comparisons with PyTorch skip (.ci/frameworks.log says why)'
fi
true
