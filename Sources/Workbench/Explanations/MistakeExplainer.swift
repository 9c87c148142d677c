import Datasets
import Evaluation
import Foundation
import Graphs
import Images
import Kernels
import Tensors
import Training
import Workers

/// Explains mistakes with Grad-CAM of the model that made them.
struct MistakeExplainer: MistakeExplaining {
  /// A model and what it said of the pictures that it judged.
  struct Judge: Sendable {
    let model: Model
    /// By path the class that it took a picture for; `nil` if it judged all there are.
    var verdicts: [String: Int]?
  }

  private let judges: [Judge]
  private let items: [String: Item]
  private let workers: Workers
  private let cancellation: Cancellation?

  private static let quality = 80

  /// - Parameters:
  /// - Parameter judges: Networks that share their weights as far as they share their layers: heads on one backbone.
  init(
    _ judges: [Judge], in dataset: Dataset, workers: Workers, cancellation: Cancellation?
  ) {
    self.judges = judges
    self.workers = workers
    self.cancellation = cancellation
    items = Dictionary(dataset.items.map { ($0.relativePath, $0) }) { first, _ in first }
  }

  /// A single model that judged every picture.
  init(_ model: Model, in dataset: Dataset, workers: Workers, cancellation: Cancellation?) {
    self.init(
      [Judge(model: model)], in: dataset, workers: workers, cancellation: cancellation)
  }

  func maps(of mistakes: [JudgedPicture]) throws -> [String: [MistakeMap]] {
    let byJudge = Dictionary(grouping: mistakes) { judge(of: $0) }
    var activation: ClassActivation?
    var found: [String: [MistakeMap]] = [:]
    for (number, own) in byJudge.sorted(by: { ($0.key ?? -1) < ($1.key ?? -1) }) {
      guard let number, let node = judges[number].model.description.graph.lastMap else {
        continue
      }
      let model = judges[number].model
      let next =
        try activation?.with(model.parameters, in: model.description.graph, at: node)
        ?? ClassActivation(
          of: model.description.graph, at: node, parameters: model.parameters,
          microBatch: model.description.microBatch, kernels: OneDNN())
      activation = next
      found.merge(try maps(of: own, next, model.description.preprocessing)) { first, _ in first }
    }
    return found
  }

  /// Who took the picture for what it was taken for on average; else who judged it at all.
  private func judge(of mistake: JudgedPicture) -> Int? {
    judges.firstIndex { judge in
      guard let verdicts = judge.verdicts else { return true }
      return verdicts[mistake.path] == mistake.predicted
    } ?? judges.firstIndex { $0.verdicts?[mistake.path] != nil }
  }

  private func maps(
    of mistakes: [JudgedPicture], _ activation: ClassActivation, _ preprocessing: Preprocessing
  ) throws -> [String: [MistakeMap]] {
    let known = mistakes.filter { items[$0.path] != nil }
    let questions = known.enumerated().flatMap { index, mistake in
      [mistake.predicted, mistake.truth].map {
        ActivationPass.Question(picture: index, label: $0)
      }
    }
    var maps: [(question: Int, map: SaliencyMap)] = []
    try ActivationPass(
      activation: activation, preprocessing: preprocessing, workers: workers,
      cancellation: cancellation
    ).run(
      known.compactMap { items[$0.path]?.place }, questions, stopsAtProblems: false
    ) { maps.append(($0, $1)) }
    var strongest: [Int: Float] = [:]
    for (question, map) in maps {
      let picture = questions[question].picture
      strongest[picture] = max(strongest[picture] ?? 0, map.magnitude)
    }
    let drawn = try workers.map(maps.count, cancellation: cancellation) {
      [maps, strongest] _, index -> MistakeMap? in
      let (number, map) = maps[index]
      let question = questions[number]
      return try items[known[question.picture].path].map {
        MistakeMap(
          label: question.label,
          source: try source(
            of: $0, preprocessing, map, strongest: strongest[question.picture] ?? 0),
          isEmpty: map.magnitude == 0)
      }
    }
    var found: [String: [MistakeMap]] = [:]
    for (entry, map) in zip(maps, drawn) {
      guard let map else { continue }
      found[known[questions[entry.question].picture].path, default: []].append(map)
    }
    return found
  }

  private func source(
    of item: Item, _ preprocessing: Preprocessing, _ map: SaliencyMap, strongest: Float
  ) throws -> String {
    let image = try item.place.image(for: .identity, preprocessing)
    let small = try preprocessing.view(of: image, .identity).shrunk(toSide: ReportPictures.side)
    let shown = try small.overlaid(
      with: map.shares(
        height: small.height, width: small.width, isSigned: false, strongest: strongest),
      .viridis, share: ExplanationSheet.share)
    return Thumbnails.source(ofJPEG: try shown.jpeg(quality: Self.quality))
  }
}
