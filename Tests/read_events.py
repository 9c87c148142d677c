"""Prints what TensorBoard's own readers find in a folder of event files, as one JSON object."""

import base64
import json
import sys
from pathlib import Path

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.backend.event_processing.event_file_loader import EventFileLoader

folder = sys.argv[1]
kinds = ("scalars", "images", "histograms", "tensors")
reader = EventAccumulator(folder, size_guidance={kind: 0 for kind in kinds})
reader.Reload()
found = {
    "scalars": {
        tag: [[event.step, event.value] for event in reader.Scalars(tag)]
        for tag in reader.Tags()["scalars"]
    },
    "images": {
        tag: [
            [image.step, image.width, image.height,
             base64.b64encode(image.encoded_image_string).decode()]
            for image in reader.Images(tag)
        ]
        for tag in reader.Tags()["images"]
    },
    "histograms": {
        tag: [
            [event.step, value.min, value.max, value.num, value.sum, value.sum_squares,
             list(value.bucket_limit), list(value.bucket)]
            for event in reader.Histograms(tag)
            for value in [event.histogram_value]
        ]
        for tag in reader.Tags()["histograms"]
    },
    # The reader behind the page turns each value into what one of its plugins shows.
    "plugins": {
        value.tag: value.metadata.plugin_data.plugin_name
        for file in sorted(Path(folder).glob("events.out.tfevents.*"))
        for event in EventFileLoader(str(file)).Load()
        for value in event.summary.value
    },
}
json.dump(found, sys.stdout)
