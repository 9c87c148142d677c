import Evaluation

/// Classes for which a figure has no value, by their names, and what its macro average made of them.
public struct UndefinedClasses: Codable, Sendable, Equatable {
  /// There, but never predicted: they have no precision, and the macro precision counts them as 0. Their F1 is 0.
  public let precision: [String]
  /// Predicted, but not there: they have no recall, and the macro recall counts them as 0. Their F1 is 0.
  public let recall: [String]
  /// Neither there nor predicted: they have neither, nor an F1, and no macro average counts them.
  public let absent: [String]

  private static let mostNames = 5

  /// - Parameter classes: Those of the report, by their places.
  init(_ report: ClassificationReport, classes: [String]) {
    precision = report.macroPrecision.undefinedClasses.map { classes[$0] }
    recall = report.macroRecall.undefinedClasses.map { classes[$0] }
    absent = report.macroF1.absentClasses.map { classes[$0] }
  }

  /// What is undefined in one fold or more, in the order of the classes.
  init(ofAnyAmong folds: [UndefinedClasses], classes: [String]) {
    func any(_ names: KeyPath<UndefinedClasses, [String]>) -> [String] {
      let found = Set(folds.flatMap { $0[keyPath: names] })
      return classes.filter(found.contains)
    }
    precision = any(\.precision)
    recall = any(\.recall)
    absent = any(\.absent)
  }

  /// What counts as 0 though it has no value, in words; `nil` if nothing does.
  /// - Parameter inFolds: Whether it is of any fold.
  public func sentence(inFolds: Bool) -> String? {
    func words(_ figure: String, _ names: [String], _ reason: String) -> String? {
      guard !names.isEmpty else { return nil }
      let rest = names.count - Self.mostNames
      return "the \(figure) of \(names.prefix(Self.mostNames).joined(separator: ", "))"
        + (rest > 0 ? " and \(rest) more" : "") + " (\(reason))"
    }
    let parts = [
      words("precision", precision, "never predicted"),
      words("recall", recall, "predicted, but no picture is of it"),
    ].compactMap(\.self)
    guard !parts.isEmpty else { return nil }
    return "undefined\(inFolds ? " in one fold or more" : ""), and counted as 0 in macro averages: "
      + parts.joined(separator: "; ")
  }
}
