/// What it takes to use the model, beside what simpler classifiers would take.
struct DeploymentSection {
  private let cost: ModelCost
  private let deployment: Deployment?
  private let trainingCount: Int?
  private let classCount: Int

  /// - Returns: `nil` where nothing is known of the network.
  init?(_ material: ReportMaterial, classes: Int) {
    guard let cost = material.cost else { return nil }
    self.cost = cost
    deployment = material.deployment
    trainingCount = material.trainingCount
    classCount = classes
  }

  var section: ReportSection {
    ReportSection(
      "deployment", "What it takes to use it",
      note:
        "\(size) It computes in \(precision) on pictures of \(cost.imageSize[1])×\(cost.imageSize[0]) pixels.",
      body: """
        \(parts.markup)
        <p class="small">\(Markup.escaped(partsNote))</p>
        \(measured)
        """)
  }

  private var size: String {
    let disk =
      cost.diskBytes.map { "\(ByteText.of($0)) on disk, " }
      // A published classifier lies in the cache, with others.
      ?? (cost.head == nil ? "" : "No final model was trained: what follows is the recipe’s. ")
    return "\(disk)\(Figure.grouped(cost.network.parameters)) parameters, "
      + "\(Figure.grouped(cost.network.multiplyAdds)) multiply-adds a picture."
  }

  private var precision: String {
    switch cost.precision {
    case .float32: "single precision"
    case .bfloat16: "bfloat16"
    }
  }

  // MARK: Parts

  private var parts: ReportTable {
    var rows: [[ReportTable.Cell]] = []
    if let head = cost.head {
      rows.append(
        row(
          "backbone", cost.network.multiplyAdds - head.multiplyAdds,
          numbers: cost.network.parameters - head.parameters))
      rows.append(row("this head", head.multiplyAdds, numbers: head.parameters))
      if let features = cost.featureCount, let trainingCount {
        rows.append(
          row(
            "instead of it: logistic regression on all features", features * classCount,
            numbers: (features + 1) * classCount))
        rows.append(
          row(
            "instead of it: nearest neighbours", features * trainingCount,
            numbers: features * trainingCount))
      }
    } else {
      rows.append(row("network", cost.network.multiplyAdds, numbers: cost.network.parameters))
    }
    return ReportTable(
      "What the parts take", ["part", "multiply-adds", "of the model's", "numbers it keeps"], rows)
  }

  private func row(_ name: String, _ multiplyAdds: Int, numbers: Int) -> [ReportTable.Cell] {
    let share = Double(multiplyAdds) / Double(max(cost.network.multiplyAdds, 1))
    return [
      .text(name), .number(Figure.grouped(multiplyAdds)),
      .number(share >= 0.001 || multiplyAdds == 0 ? Figure.percent(share) : "below 0.1 %"),
      .number(Figure.grouped(numbers)),
    ]
  }

  private var partsNote: String {
    guard cost.head != nil else {
      return "Multiply-adds are of convolutions and linear layers, for one picture."
    }
    let baselines =
      trainingCount.map {
        "A baseline replaces the head and needs the backbone as well: logistic regression all its features, nearest "
          + "neighbours the features of all \(Figure.grouped($0)) training pictures. The most frequent class needs "
          + "neither."
      } ?? "Whatever replaces the head needs the backbone as well."
    return "Multiply-adds are of convolutions and linear layers, for one picture. \(baselines)"
  }

  // MARK: Times

  private var measured: String {
    guard let deployment else {
      return """
        <p>Latency, throughput and memory were not measured: <code>--deployment</code> does, in some seconds.</p>
        """
    }
    var latencies = [row("one picture to probabilities", deployment.latency)]
    if let backbone = deployment.backboneLatency {
      latencies.append(row("its backbone alone, as every baseline needs it", backbone))
    }
    let alternatives = deployment.baselines ?? []
    latencies += alternatives.map { row("\($0.name.words) behind the backbone", $0.latency) }
    let latency = ReportTable(
      "Latency", ["on one thread", "50 %", "90 %", "99 %", "repetitions"], latencies)
    let throughput = ReportTable(
      "Throughput",
      ["classifier", "batch", "threads", "pictures a second", "weights", "activations"],
      deployment.throughput.map { row("this model", $0) }
        + alternatives.flatMap { other in other.throughput.map { row(other.name.words, $0) } })
    let sizes = ReportTable(
      "Size", ["classifier", "on disk", "weights in memory", "activations of one picture"],
      [row("this model", cost.diskBytes, deployment.memory)]
        + alternatives.map { row("\($0.name.words), with the backbone", $0.diskBytes, $0.memory) })
    return """
      <div class="charts">
      <div><h3>Latency</h3><p class="small">\(Markup.escaped(latencyNote(deployment)))</p>
      \(latency.markup)</div>
      <div><h3>Throughput</h3><p class="small">Every thread has a batch of its own. Memory is what the compiled network \
      keeps: weights, packed and shared by the threads, and the buffers of all threads.</p>
      \(throughput.markup)</div>
      <div><h3>Size</h3><p class="small">\(Markup.escaped(sizeNote(deployment)))</p>
      \(sizes.markup)</div>
      </div>
      """
  }

  private func row(_ name: String, _ throughput: Deployment.Throughput) -> [ReportTable.Cell] {
    [
      .text(name), .number("\(throughput.batch)"), .number("\(throughput.threads)"),
      .number(Figure.significant(throughput.imagesPerSecond)),
      .number(ByteText.of(throughput.memory.weightBytes)),
      .number(ByteText.of(throughput.memory.activationBytes)),
    ]
  }

  private func row(
    _ name: String, _ diskBytes: Int?, _ memory: Deployment.Memory
  ) -> [ReportTable.Cell] {
    [
      .text(name), .number(diskBytes.map(ByteText.of) ?? "not known"),
      .number(ByteText.of(memory.weightBytes)), .number(ByteText.of(memory.activationBytes)),
    ]
  }

  private func sizeNote(_ deployment: Deployment) -> String {
    guard let alternatives = deployment.baselines else {
      return cost.head == nil
        ? "A published classifier was grafted no head that a baseline could replace."
        : "What baselines take depends on the pictures that they learn from: graft evaluate --baselines names them."
    }
    let images = alternatives.first.map { Figure.grouped($0.trainingImages) } ?? "no"
    return
      "A baseline keeps the backbone, and its own numbers instead of the head: logistic regression weights for all "
      + "features, nearest neighbours the features of all \(images) training pictures. On disk they would be what the "
      + "model’s files are without the head, and these numbers in single precision; their values change no time, so any of "
      + "that number were measured."
  }

  private func row(_ name: String, _ latency: Deployment.Latency) -> [ReportTable.Cell] {
    [
      .text(name), .number(Figure.milliseconds(latency.median)),
      .number(Figure.milliseconds(latency.percentile90)),
      .number(Figure.milliseconds(latency.percentile99)), .number("\(latency.repetitions)"),
    ]
  }

  private func latencyNote(_ deployment: Deployment) -> String {
    "From the picture's numbers to probabilities, without reading and decoding; so many of a hundred repetitions were "
      + "not slower. One picture keeps \(ByteText.of(deployment.memory.byteCount)) in memory "
      + "(\(ByteText.of(deployment.memory.weightBytes)) of weights, "
      + "\(ByteText.of(deployment.memory.activationBytes)) of activations). Measured on this machine when the report was "
      + "made: other machines and busy ones differ."
  }
}
