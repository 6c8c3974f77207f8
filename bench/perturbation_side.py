"""The other side of the perturbation benchmark: the same loop in torch, image by image.

Reads commands from stdin, one JSON object a line, and answers each with one JSON object on stdout:
    {"do": "hello"}
    {"do": "load", "folder": ...}      network.json and weights.f32, as write-for-torch.ts writes them
    {"do": "data", "pictures": FILE, "maps": FILE, "shape": [N, C, H, W], "methods": M, "targets": [...]}
                                       float32: pictures [N, C, H, W], maps [N, M, H, W], pooled over the channels
    {"do": "score", "first": i, "count": n, "region": 8, "steps": 18}
                                       curves of n pictures [n][M][2][steps + 1], and the milliseconds they took
    {"do": "forward"}                  milliseconds of one forward pass of one picture
"""
import json
import os
import sys
import time

import numpy
import torch


def network(description, weights):
    """A network without branches, from network.json; batch norms are folded already, so it has less to do."""
    modules = []
    for node in description['nodes']:
        kind = node['kind']
        if kind == 'conv':
            weight = weights(node['weight'])
            module = torch.nn.Conv2d(
                weight.shape[1], weight.shape[0], tuple(weight.shape[2:]), stride=node['stride'],
                padding=tuple(node['padding'][:2]), bias=node['bias'] is not None,
            )
        elif kind == 'dense':
            weight = weights(node['weight'])
            module = torch.nn.Linear(weight.shape[1], weight.shape[0], node['bias'] is not None)
        elif kind == 'activation' and node['activation']['name'] == 'relu':
            module = torch.nn.ReLU()
        elif kind == 'maxpool':
            module = torch.nn.MaxPool2d(node['kernel'], node['stride'], tuple(node['padding'][:2]))
        elif kind == 'reshape':
            module = torch.nn.Flatten()
        elif kind == 'input':
            continue
        else:
            raise ValueError(f'no torch module for {node["name"]}')
        if kind in ('conv', 'dense'):
            module.weight = torch.nn.Parameter(weight)
            if node['bias'] is not None:
                module.bias = torch.nn.Parameter(weights(node['bias']))
        modules.append(module)
    return torch.nn.Sequential(*modules).eval()


def blurred(x, sigma):
    """x [1, C, H, W] under a Gaussian; at the border the weights within add up to 1."""
    radius = max(1, int(numpy.ceil(3 * sigma)))
    line = torch.exp(-0.5 * (torch.arange(-radius, radius + 1) / sigma) ** 2)
    for kernel in (line.reshape(1, 1, 1, -1), line.reshape(1, 1, -1, 1)):
        padding = (kernel.shape[2] // 2, kernel.shape[3] // 2)
        every = kernel.repeat(x.shape[1], 1, 1, 1)
        weights = torch.nn.functional.conv2d(torch.ones_like(x), every, padding=padding, groups=x.shape[1])
        x = torch.nn.functional.conv2d(x, every, padding=padding, groups=x.shape[1]) / weights
    return x


class Side:
    def hello(self, _):
        torch.set_num_threads(int(os.environ.get('LRPLAB_BENCH_THREADS', '2')))
        return {'torch': torch.__version__, 'threads': torch.get_num_threads()}

    def load(self, command):
        folder = command['folder']
        with open(os.path.join(folder, 'network.json'), encoding='utf8') as file:
            description = json.load(file)
        data = torch.from_numpy(numpy.fromfile(os.path.join(folder, 'weights.f32'), dtype=numpy.float32))

        def weights(place):
            count = int(numpy.prod(place['shape']))
            return data[place['offset']:place['offset'] + count].reshape(place['shape']).clone()

        self.network = network(description, weights)
        return {'parameters': sum(parameter.numel() for parameter in self.network.parameters())}

    def data(self, command):
        def read(file, shape):
            return torch.from_numpy(numpy.fromfile(file, dtype=numpy.float32).reshape(shape))

        count, _, height, width = command['shape']
        self.pictures = read(command['pictures'], command['shape'])
        self.maps = read(command['maps'], [count, command['methods'], height, width])
        self.targets = command['targets']
        return {}

    def curve(self, picture, fill, order, target, region, steps):
        """f after every step: as many forward passes as the curve has points."""
        columns = picture.shape[3] // region
        x = picture.clone()
        curve = [self.network(x)[0, target].item()]
        done = 0
        for step in range(1, steps + 1):
            until = round(step * len(order) / steps)
            for index in order[done:until]:
                top, left = region * (index // columns), region * (index % columns)
                x[:, :, top:top + region, left:left + region] = fill[:, :, top:top + region, left:left + region]
            done = until
            curve.append(self.network(x)[0, target].item())
        return curve

    def score(self, command):
        region, steps = command['region'], command['steps']
        curves = []
        begin = time.perf_counter()
        processor = time.process_time()
        with torch.no_grad():
            for index in range(command['first'], command['first'] + command['count']):
                picture = self.pictures[index:index + 1]
                fill = blurred(picture, max(region, min(picture.shape[2:]) / 12))
                of_picture = []
                for one in self.maps[index]:
                    sums = torch.nn.functional.avg_pool2d(one[None, None], region).flatten()
                    most = torch.argsort(sums, descending=True).tolist()
                    of_picture.append([
                        self.curve(picture, fill, order, self.targets[index], region, steps)
                        for order in (most, most[::-1])
                    ])
                curves.append(of_picture)
        return {
            'ms': 1000 * (time.perf_counter() - begin),
            'processor': 1000 * (time.process_time() - processor),
            'curves': curves,
        }

    def forward(self, _):
        with torch.no_grad():
            begin = time.perf_counter()
            self.network(self.pictures[:1])
            return {'ms': 1000 * (time.perf_counter() - begin)}


def main():
    side = Side()
    for line in sys.stdin:
        command = json.loads(line)
        try:
            answer = getattr(side, command['do'])(command)
        except Exception as error:  # told to the other side, which decides
            answer = {'error': f'{type(error).__name__}: {error}'}
        print(json.dumps(answer), flush=True)


if __name__ == '__main__':
    main()
