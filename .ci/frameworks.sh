# Sourced by .ci/run: brings the frameworks that networks come from, to compare with what they give, and exports
# where they are. What cannot be had is said in a line, and its tests skip; where all is there, none may.

report() { echo "frameworks: $*"; }
: >.ci/frameworks.log

# PyTorch without CUDA, numpy, safetensors and what it exports networks with; an existing Python is used where LRPLAB_TORCH names it.
if [ -z "${LRPLAB_TORCH:-}" ]; then
  LRPLAB_TORCH=$PWD/.ci/torch-venv/bin/python
  if ! "$LRPLAB_TORCH" -c 'import torch, numpy, safetensors, onnx, onnxscript' 2>/dev/null; then
    report 'installing torch into .ci/torch-venv'
    {
      rm -rf .ci/torch-venv
      python3 -m venv .ci/torch-venv &&
        PIP_RETRIES=0 PIP_DISABLE_PIP_VERSION_CHECK=1 .ci/torch-venv/bin/pip install --quiet --no-compile \
          --extra-index-url https://download.pytorch.org/whl/cpu torch==2.13.0 numpy safetensors onnx onnxscript
    } >>.ci/frameworks.log 2>&1 || rm -rf .ci/torch-venv
  fi
fi

# Keras with TensorFlow, h5py and numpy; an existing Python is used where LRPLAB_KERAS or LRPLAB_TENSORFLOW names it.
# native.sh has installed TensorFlow alone, without what it needs to run.
if [ -z "${LRPLAB_KERAS:-}" ]; then
  LRPLAB_KERAS=${LRPLAB_TENSORFLOW:-$PWD/.ci/tf-venv/bin/python}
  if [ "$LRPLAB_KERAS" = "$PWD/.ci/tf-venv/bin/python" ] && ! "$LRPLAB_KERAS" -c 'import keras, h5py, numpy' 2>/dev/null; then
    report 'installing what keras needs into .ci/tf-venv'
    PIP_RETRIES=0 PIP_DISABLE_PIP_VERSION_CHECK=1 .ci/tf-venv/bin/pip install --quiet --no-compile \
      tensorflow-cpu >>.ci/frameworks.log 2>&1
  fi
fi

LRPLAB_REQUIRE_FRAMEWORKS=1
if "$LRPLAB_TORCH" -c 'import torch, numpy, safetensors, onnx, onnxscript' 2>>.ci/frameworks.log; then
  export LRPLAB_TORCH
else
  unset LRPLAB_TORCH LRPLAB_REQUIRE_FRAMEWORKS
  report 'no torch: the comparisons with PyTorch skip (.ci/frameworks.log says why)'
fi
if "$LRPLAB_KERAS" -c 'import keras, h5py, numpy' 2>>.ci/frameworks.log; then
  export LRPLAB_KERAS
else
  unset LRPLAB_KERAS LRPLAB_REQUIRE_FRAMEWORKS
  report 'no keras: the comparisons with Keras skip (.ci/frameworks.log says why)'
fi
[ -n "${LRPLAB_REQUIRE_FRAMEWORKS:-}" ] && export LRPLAB_REQUIRE_FRAMEWORKS
true
