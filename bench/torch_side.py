"""The other side of the benchmark: the same networks in torch, explained by zennit.

Reads commands from stdin, one JSON object a line, and answers each with one JSON object on stdout:
    {"do": "hello"}
    {"do": "load", "folder": ...}          network.json and weights.f32, as write-for-torch.ts writes them
    {"do": "input", "file": ..., "shape": [N, C, H, W]}
    {"do": "plan", "rules": {"NODE": RULE}, "start": "logit" or "one"}
    {"do": "forward"}                      milliseconds of one forward pass without gradients
    {"do": "explain", "targets": [[...]]}  milliseconds of one explanation: a list of classes for each sample
    {"do": "save", "file": ...}            the last relevance [N*T, C, H, W], float32
    {"do": "loaded"}                       resident memory now, in bytes; the peak counts from now on
    {"do": "peak"}                         the highest resident memory since then
ZENNIT_SRC names the folder that holds the package zennit, where it is not installed.
"""
import json
import os
import resource
import sys
import time

import numpy
import torch

if os.environ.get('ZENNIT_SRC'):
    sys.path.insert(0, os.environ['ZENNIT_SRC'])
import zennit  # noqa: E402
from zennit import core, layer, rules  # noqa: E402


class Network(torch.nn.Module):
    """Runs the nodes of network.json in their order; each is a module, so that hooks find it."""

    def __init__(self, nodes, output, weights):
        super().__init__()
        self.nodes = nodes
        self.output = output
        self.last_use = {source: index for index, node in enumerate(nodes) for source in node['inputs']}
        for index, node in enumerate(nodes):
            if node['kind'] != 'input':
                self.add_module(f'n{index}', self.make(node, weights))

    @staticmethod
    def make(node, weights):
        kind = node['kind']
        if kind in ('conv', 'depthwise', 'dense'):
            weight = weights(node['weight'])
            bias = None if node['bias'] is None else weights(node['bias'])
            if kind == 'dense':
                module = torch.nn.Linear(weight.shape[1], weight.shape[0], bias is not None, device='meta')
            else:
                top, left, bottom, right = node['padding']
                if (top, left) != (bottom, right):
                    raise ValueError('padding must be the same on both sides')
                module = torch.nn.Conv2d(
                    weight.shape[1] * node['groups'], weight.shape[0], tuple(weight.shape[2:]),
                    stride=node['stride'], dilation=node['dilation'], padding=(top, left),
                    groups=node['groups'], bias=bias is not None, device='meta',
                )
            module.weight = torch.nn.Parameter(weight, requires_grad=False)
            if bias is not None:
                module.bias = torch.nn.Parameter(bias, requires_grad=False)
            return module
        if kind == 'activation':
            name = node['activation']['name']
            if name == 'relu':
                return torch.nn.ReLU()
            if name == 'clip' and (node['activation']['low'], node['activation']['high']) == (0, 6):
                return torch.nn.ReLU6()
        if kind == 'maxpool':
            return torch.nn.MaxPool2d(node['kernel'], node['stride'], tuple(node['padding'][:2]))
        if kind == 'avgpool':
            return torch.nn.AvgPool2d(node['kernel'], node['stride'])
        if kind == 'add':
            return layer.Sum()
        if kind == 'reshape':
            return torch.nn.Flatten()
        raise ValueError(f'no torch module for {node}')

    def forward(self, x):
        values = {}
        for index, node in enumerate(self.nodes):
            sources = [values[source] for source in node['inputs']]
            if node['kind'] == 'input':
                values[index] = x
            elif node['kind'] == 'add':
                values[index] = self.get_submodule(f'n{index}')(torch.stack(sources, dim=-1))
            else:
                values[index] = self.get_submodule(f'n{index}')(*sources)
            for source in node['inputs']:
                if self.last_use[source] == index:
                    values.pop(source, None)
        return values[self.output]


def bound(values):
    if isinstance(values, (int, float)):
        return torch.tensor(float(values))
    return torch.tensor(values, dtype=torch.float32).reshape(1, -1, 1, 1)


def hook_of(rule):
    kind = rule['kind']
    zero = {'zero_params': 'bias'} if rule.get('bias') == 'drop' else {}
    if kind == 'epsilon' and rule['unit'] == 'rms':
        stabilise = core.Stabilizer(rule['epsilon'], norm_scale=True)
        return core.BasicHook(
            param_modifiers=[rules.NoMod(**zero)],
            gradient_mapper=lambda gradient, outputs: gradient / stabilise(outputs[0]),
            reducer=lambda inputs, gradients: inputs[0] * gradients[0],
        )
    if kind == 'epsilon':
        return rules.Epsilon(rule['epsilon'], **zero)
    if kind == 'zero':
        return rules.Epsilon(rule['stabiliser'], **zero)
    if kind == 'gamma':
        return rules.Gamma(rule['gamma'], **zero)
    if kind == 'zplus':
        return rules.ZPlus(**zero)
    if kind == 'alphabeta':
        return rules.AlphaBeta(rule['alpha'], rule['beta'], **zero)
    if kind == 'zB':
        return rules.ZBox(bound(rule['low']), bound(rule['high']))
    if kind == 'wsquare':
        return rules.WSquare(**zero)
    if kind == 'flat':
        return rules.Flat()
    if kind == 'average':
        return rules.Norm()
    raise ValueError(f'no zennit rule for {rule}')


def status(name):
    """Bytes of a line of /proc/self/status; elsewhere the highest memory of the process."""
    try:
        with open('/proc/self/status', encoding='ascii') as file:
            return next(1024 * int(line.split()[1]) for line in file if line.startswith(f'{name}:'))
    except OSError:
        return 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


class Side:
    def __init__(self):
        self.network = self.composite = self.x = self.relevance = None
        self.start = 'logit'

    def hello(self, _):
        torch.set_num_threads(int(os.environ.get('LRPLAB_BENCH_THREADS', '2')))
        torch.manual_seed(0)
        version = getattr(zennit, '__version__', '?')
        return {'torch': torch.__version__, 'zennit': version, 'threads': torch.get_num_threads()}

    def load(self, command):
        self.unplan()
        self.network = None
        folder = command['folder']
        with open(os.path.join(folder, 'network.json'), encoding='utf8') as file:
            description = json.load(file)
        data = torch.from_numpy(numpy.fromfile(os.path.join(folder, 'weights.f32'), dtype=numpy.float32))

        def weights(place):
            count = int(numpy.prod(place['shape']))
            return data[place['offset']:place['offset'] + count].reshape(place['shape'])

        self.network = Network(description['nodes'], description['output'], weights).eval()
        return {'parameters': sum(parameter.numel() for parameter in self.network.parameters())}

    def input(self, command):
        data = numpy.fromfile(command['file'], dtype=numpy.float32).reshape(command['shape'])
        self.x = torch.from_numpy(data)
        return {}

    def unplan(self):
        if self.composite is not None:
            self.composite.remove()
            self.composite = None
        self.relevance = None

    def plan(self, command):
        self.unplan()
        self.start = command['start']
        hooks = {}
        if self.start == 'logit':
            for index, node in enumerate(self.network.nodes):
                if node['kind'] == 'activation':
                    hooks[f'n{index}'] = rules.Pass()
                elif node['kind'] in ('avgpool', 'add'):
                    hooks[f'n{index}'] = rules.Norm()
            for index, rule in command['rules'].items():
                kind = self.network.nodes[int(index)]['kind']
                if kind in ('conv', 'depthwise', 'dense'):
                    hooks[f'n{index}'] = hook_of(rule)
        self.composite = core.Composite(module_map=lambda ctx, name, module: hooks.get(name))
        self.composite.register(self.network)
        return {}

    def forward(self, _):
        composite, self.composite = self.composite, None
        if composite is not None:
            composite.remove()
        with torch.inference_mode():
            begin = time.perf_counter()
            logits = self.network(self.x)
            took = time.perf_counter() - begin
        if composite is not None:
            composite.register(self.network)
            self.composite = composite
        return {'ms': 1000 * took, 'logits': logits[0, :8].tolist()}

    def explain(self, command):
        targets = command['targets']
        count = len(targets[0])
        begin = time.perf_counter()
        x = self.x.clone().requires_grad_()
        logits = self.network(x)
        relevance = []
        for column in range(count):
            chosen = torch.zeros_like(logits)
            for sample, row in enumerate(targets):
                chosen[sample, row[column]] = 1
            start = chosen * logits.detach() if self.start == 'logit' else chosen
            keep = column + 1 < count
            relevance.append(torch.autograd.grad(logits, x, grad_outputs=start, retain_graph=keep)[0])
        self.relevance = torch.stack(relevance, dim=1).flatten(0, 1)
        return {'ms': 1000 * (time.perf_counter() - begin)}

    def save(self, command):
        self.relevance.numpy().astype(numpy.float32).tofile(command['file'])
        return {}

    def loaded(self, _):
        resident = status('VmRSS')
        try:
            with open('/proc/self/clear_refs', 'w', encoding='ascii') as file:
                file.write('5')
        except OSError:
            pass  # then the peak is that of the whole process
        return {'bytes': resident}

    def peak(self, _):
        return {'bytes': status('VmHWM')}


def main():
    side = Side()
    known = ('hello', 'load', 'input', 'plan', 'forward', 'explain', 'save', 'loaded', 'peak')
    for line in sys.stdin:
        try:
            command = json.loads(line)
            if command['do'] not in known:
                raise ValueError(f'unknown command {command["do"]}')
            answer = getattr(side, command['do'])(command)
        except Exception as error:  # told to the other side, which stops
            answer = {'error': f'{type(error).__name__}: {error}'}
        sys.stdout.write(json.dumps(answer) + '\n')
        sys.stdout.flush()


if __name__ == '__main__':
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
