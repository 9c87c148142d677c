/// What a report is about: a finished run.
enum ReportSubject {
  case training(Train.Result, RunConfiguration)
  case crossValidation(CrossValidate.Result, RunConfiguration)
  case evaluation(Evaluate.Result, EvaluationConfiguration)

  var command: String {
    switch self {
    case .training: "train"
    case .crossValidation: "crossval"
    case .evaluation: "evaluate"
    }
  }

  var classes: [String] {
    switch self {
    case .training(let result, _): result.classes
    case .crossValidation(let result, _): result.classes
    case .evaluation(let result, _): result.classes
    }
  }

  /// The data as it was named.
  var data: String {
    switch self {
    case .training(_, let configuration), .crossValidation(_, let configuration):
      configuration.data.path
    case .evaluation(let result, _): result.data
    }
  }

  var backbone: String {
    switch self {
    case .training(let result, _): result.backbone
    case .crossValidation(let result, _): result.backbone
    case .evaluation(let result, _): result.backbone
    }
  }

  var verdict: Verdict {
    switch self {
    case .training(let result, _): Verdict(result)
    case .crossValidation(let result, _): Verdict(result)
    case .evaluation(let result, _): Verdict(result)
    }
  }

  /// That repeats the run.
  var commandLine: RunCommandLine {
    switch self {
    case .training(_, let configuration), .crossValidation(_, let configuration):
      RunCommandLine(configuration)
    case .evaluation(_, let configuration): RunCommandLine(configuration)
    }
  }

  /// What was fitted to held-out folds for a model to decide by.
  var decision: DecisionResult? {
    if case .crossValidation(let result, _) = self { result.decision } else { nil }
  }

  /// Whether a picture was judged more than once.
  var isRepeated: Bool {
    if case .crossValidation(let result, _) = self {
      result.folds.contains { $0.repeat > 1 }
    } else {
      false
    }
  }
}
