/// Explains the mistakes of a cross-validation, each by the network of the fold that made it.
///
/// Heads on a frozen backbone are small and kept until the report is written. Where folds train through the
/// backbone, a fold's surest mistakes are explained before its network goes.
struct FoldExplainer: MistakeExplaining {
  private struct Verdict: Hashable {
    let path: String
    let predicted: Int
  }

  private let heads: MistakeExplainer
  /// Of several repeats the first.
  private let explained: [Verdict: [MistakeMap]]

  init(_ outcomes: [FoldOutcome], _ session: Session) {
    let judges = outcomes.compactMap { outcome in
      outcome.model.map { model in
        MistakeExplainer.Judge(
          model: model,
          verdicts: Dictionary(
            outcome.pictures(session).map { ($0.path, $0.predicted) }
          ) { first, _ in first })
      }
    }
    heads = MistakeExplainer(
      judges, in: session.dataset, workers: session.workers, cancellation: session.cancellation)
    explained = Dictionary(
      outcomes.flatMap(\.mistakes).map {
        (Verdict(path: $0.path, predicted: $0.predicted), $0.maps)
      }
    ) { first, _ in first }
  }

  func maps(of mistakes: [JudgedPicture]) throws -> [String: [MistakeMap]] {
    var found = try heads.maps(of: mistakes)
    for mistake in mistakes {
      let verdict = Verdict(path: mistake.path, predicted: mistake.predicted)
      if let maps = explained[verdict] { found[mistake.path] = maps }
    }
    return found
  }

  /// A fold's surest mistakes, as many as a report shows.
  /// - Throws: `CancellationError`; whatever else goes wrong is told and leaves them unexplained.
  static func mistakes(
    of outcome: FoldOutcome, by model: Model, _ session: Session
  ) throws -> [ExplainedMistake] {
    let surest = Array(
      outcome.pictures(session).filter { !$0.isRight }
        .sorted { ($1.confidence, $0.path) < ($0.confidence, $1.path) }
        .prefix(ReportPictures.listLength))
    do {
      let maps = try MistakeExplainer(
        model, in: session.dataset, workers: session.workers, cancellation: session.cancellation
      ).maps(of: surest)
      return surest.compactMap { mistake in
        maps[mistake.path].map {
          ExplainedMistake(path: mistake.path, predicted: mistake.predicted, maps: $0)
        }
      }
    } catch let error where !(error is CancellationError) {
      session.reporter.warn("a fold's mistakes are not explained: \(error)")
      return []
    }
  }
}

extension FoldOutcome {
  /// What was said of each picture.
  fileprivate func pictures(_ session: Session) -> [JudgedPicture] {
    let classes = session.dataset.classes.count
    return task.test.enumerated().map { row, item in
      let own = Array(probabilities[row * classes..<(row + 1) * classes])
      let predicted = own.indices.max { (own[$0], $1) < (own[$1], $0) } ?? 0
      let item = session.dataset.items[item]
      return JudgedPicture(
        path: item.relativePath, truth: item.label,
        judgments: [.init(predicted: predicted, confidence: Double(own[predicted]))],
        predicted: predicted, confidence: Double(own[predicted]), margin: 0)
    }
  }
}
