import Backbones
import Workbench

extension DryRun.Result: Summarized {
  var summary: String {
    let table = layerTable.lines
    // The frozen layers, in the order of the network, under the line of titles.
    let frozen = 1 + (layers.lastIndex(where: \.isBeforeBoundary) ?? -1) + 1
    let lines =
      [
        "\(backbone) under a head for \(classes.count) classes; \(images) images; freeze \(freeze), "
          + "batch norm \(batchNorm.rawValue), \(precision.rawValue)",
        "",
      ] + table[..<frozen] + ["--- freeze boundary: \(boundary.words) a picture ---"]
      + table[frozen...] + [""] + totalLines + phaseLines
      + ["the pictures were listed, not opened; nothing was trained or written"]
    return lines.joined(separator: "\n")
  }

  private var layerTable: TextTable {
    var table = TextTable([
      ("layer", .left), ("operation", .left), ("output", .right), ("parameters", .right),
      ("training", .left), ("rate", .right), ("multiply-adds", .right), ("kept", .right),
    ])
    for layer in layers {
      table.append([
        layer.name, layer.operations.joined(separator: ", "),
        layer.shape.map(String.init).joined(separator: " × "),
        layer.parameters > 0 ? Figure.grouped(layer.parameters) : "–", layer.training,
        layer.learningRates.isEmpty
          ? "–" : layer.learningRates.map(Figure.short).joined(separator: ", "),
        layer.multiplyAdds > 0 ? Figure.grouped(layer.multiplyAdds) : "–",
        layer.keptBytes > 0 ? ByteText.of(layer.keptBytes) : "–",
      ])
    }
    return table
  }

  private var totalLines: [String] {
    let share = Double(totals.trainedParameters) / Double(max(1, totals.parameters))
    return [
      "\(Figure.grouped(totals.parameters)) parameters, "
        + "\(Figure.grouped(totals.trainedParameters)) trained (\(Figure.percent(share)))",
      "\(Figure.grouped(totals.multiplyAdds)) multiply-adds a picture, "
        + "\(Figure.grouped(totals.multiplyAddsBehindBoundary)) behind the boundary",
      "\(ByteText.of(totals.keptBytes)) of activations kept for the way back, a picture",
    ]
  }

  /// Only where there is more than one.
  private var phaseLines: [String] {
    guard phases.count > 1 else { return [] }
    var table = TextTable([
      ("epochs", .right), ("thaws", .left), ("trained", .right), ("boundary", .left),
      ("kept", .right),
    ])
    for phase in phases {
      table.append([
        phase.epochs.map(String.init).joined(separator: "–"),
        phase.thawed.isEmpty ? "–" : phase.thawed.joined(separator: ", "),
        Figure.grouped(phase.trainedParameters), phase.boundary.words,
        ByteText.of(phase.keptBytes),
      ])
    }
    return [""] + table.lines + ["", "the table of layers is of the last of these phases"]
  }
}

extension DryRun.Result.Boundary {
  fileprivate var words: String {
    "\(node), \(shape.map(String.init).joined(separator: " × ")), \(ByteText.of(bytes))"
  }
}

extension DryRun.Result.Layer {
  /// Whether it trains, and of a norm what becomes of its statistics.
  fileprivate var training: String {
    var words: [String] = []
    if parameters > 0 {
      switch (trainedFromEpoch, trainedParameters) {
      case (nil, _): words.append("frozen")
      case (let epoch?, let count):
        words.append(
          (count < parameters ? "partly trained" : "trained")
            + (epoch > 1 ? " from epoch \(epoch)" : ""))
      }
    }
    switch statistics {
    case .adapt: words.append("statistics adapt")
    case .train: words.append("batch statistics")
    case .frozen, nil: break
    }
    return words.isEmpty ? "–" : words.joined(separator: ", ")
  }
}
