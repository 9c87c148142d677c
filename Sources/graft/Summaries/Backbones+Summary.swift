import Backbones
import Workbench

extension BackboneList: Summarized {
  var summary: String {
    var table = TextTable([
      ("name", .left), ("top-1", .right), ("size", .right), ("weights", .left), ("licence", .left),
    ])
    for entry in backbones {
      table.append([
        entry.name, entry.topOnePercent.map { "\($0) %" } ?? "–", entry.size,
        entry.availability.words,
        // The first clause; `show` has the rest.
        String(entry.licence.prefix { $0 != ";" }),
      ])
    }
    return table.lines.joined(separator: "\n")
  }
}

extension BackboneEntry {
  fileprivate var size: String {
    byteCount.map(ByteText.of)
      ?? approximateMegabytes.map { ByteText.of(Int($0 * 1_048_576)) } ?? "–"
  }
}

extension BackboneEntry.Availability {
  fileprivate var words: String {
    switch self {
    case .embedded: "embedded"
    case .here: "here"
    case .fetchable: "fetchable"
    case .byHand: "by hand"
    }
  }
}

extension BackboneDetails: Summarized {
  var summary: String {
    let preprocessing = card.preprocessing
    var table = TextTable(alignments: [.left, .left])
    table.append(["name", card.name])
    table.append(["architecture", card.architecture.rawValue])
    table.append(["licence", card.licence])
    table.append(["top-1 on ImageNet", card.topOnePercent.map { "\($0) %" } ?? "unknown"])
    table.append(["classes", card.classes ?? "none: a backbone to train a head on"])
    table.append(["parameters", Figure.grouped(parameters)])
    table.append(["multiply-adds", Figure.grouped(multiplyAdds)])
    table.append(["features", "\(features) under a \(card.head.rawValue) head"])
    table.append([
      "preprocessing",
      "\(preprocessing.width) × \(preprocessing.height) pixels, "
        + "crop \(preprocessing.cropFraction), "
        + "\(preprocessing.interpolation.rawValue), \(preprocessing.channelOrder.rawValue)",
    ])
    table.append(["mean", "\(preprocessing.mean)"])
    table.append(["standard deviation", "\(preprocessing.standardDeviation)"])
    table.append(["SHA-256", card.hash.digits + (card.hash.isComplete ? "" : "…")])
    table.append([
      "weights", advice ?? (availability == .embedded ? "inside the program" : path),
    ])
    if let notes = card.notes { table.append(["notes", notes]) }
    var stageTable = TextTable([("stage", .left), ("output", .left)])
    for stage in stages {
      stageTable.append([stage.name, stage.shape.map(String.init).joined(separator: " × ")])
    }
    return (table.lines + [""] + stageTable.lines).joined(separator: "\n")
  }
}

extension FetchBackbone.Result: Summarized {
  var summary: String {
    "\(path): \(ByteText.of(byteCount))\(wasHere ? ", here already: nothing was fetched" : "")"
  }
}

extension ConvertWeights.Result: Summarized {
  var summary: String {
    var lines = ["\(output): \(tensors) tensors, \(ByteText.of(byteCount)), from \(inputFormat)"]
    if !wrappers.isEmpty { lines.append("taken out of: \(wrappers.joined(separator: ", "))") }
    if !ignored.isEmpty { lines.append("ignored: \(ignored.joined(separator: ", "))") }
    if passedOver > 0 { lines.append("no part of the network: \(passedOver) tensors") }
    if !droppedMetadata.isEmpty {
      lines.append("metadata left out: \(droppedMetadata.joined(separator: ", "))")
    }
    return lines.joined(separator: "\n")
  }
}

extension WeightInspection: Summarized {
  var summary: String {
    var table = TextTable([
      ("tensor", .left), ("type", .left), ("shape", .left), ("size", .right), ("", .left),
    ])
    for tensor in tensors {
      table.append([
        tensor.name, tensor.elementType, "\(tensor.shape)", ByteText.of(tensor.byteCount),
        tensor.nonFinite > 0 ? "\(tensor.nonFinite) not finite" : "",
      ])
    }
    var lines =
      table.lines + [
        "",
        "\(path): \(format), \(tensors.count) tensors, \(elements) numbers, "
          + ByteText.of(byteCount),
        "SHA-256 \(sha256)" + (card.map { ", as the card of \($0) says" } ?? ""),
        "architecture: \(architecture ?? "none that is known")",
      ]
    if !wrappers.isEmpty { lines.append("taken out of: \(wrappers.joined(separator: ", "))") }
    if !ignored.isEmpty { lines.append("ignored: \(ignored.joined(separator: ", "))") }
    for (key, value) in metadata.sorted(by: { $0.key < $1.key }) {
      lines.append("\(key): \(value)")
    }
    return lines.joined(separator: "\n")
  }
}
