import Datasets
import Images

extension ModelPass {
  /// What a classifier says of pictures by several views of each.
  struct ViewedClassification {
    /// By the first view alone.
    let first: Classification
    /// By the mean over the views; the pass is that of all views.
    let mean: Classification
  }

  /// Averages the probabilities over the views, in their order, and calibrates the mean as the model's rule has it.
  /// With one view that is the view itself, bit for bit.
  /// - Parameter views: One or more, of each picture.
  /// - Throws: As ``classify(_:views:)``; ``WorkbenchError/unreadableImages(count:first:)`` for a picture that could
  ///   be read for the first view and not for a later one.
  func classify(
    _ pictures: [(place: PicturePlace, relativePath: String)], over views: [ViewParameters],
    reporter: any Reporter
  ) throws -> ViewedClassification {
    precondition(!views.isEmpty, "a view to look at")
    let first = try raw(
      pictures, view: views[0], before: 0, total: views.count * pictures.count, reporter)
    let readable = first.pass.readable.map { pictures[$0] }
    var sums = first.probabilities.map { Double($0) }
    var effort = first.pass.effort
    for (number, view) in views.enumerated().dropFirst() {
      let next = try raw(
        readable, view: view, before: pictures.count + (number - 1) * readable.count,
        total: pictures.count + (views.count - 1) * readable.count, reporter)
      if let problem = next.pass.problems.first {
        throw WorkbenchError.unreadableImages(
          count: next.pass.problems.count, first: problem.message)
      }
      for (place, probability) in next.probabilities.enumerated() {
        sums[place] += Double(probability)
      }
      effort = next.pass.effort
    }
    let mean = sums.map { Float($0 / Double(views.count)) }
    return ViewedClassification(
      first: Classification(probabilities: calibrated(first.probabilities), pass: first.pass),
      mean: Classification(
        probabilities: calibrated(mean),
        pass: Result(
          rows: first.pass.rows, readable: first.pass.readable, problems: first.pass.problems,
          // The clock runs on from view to view.
          effort: effort)))
  }

  private func raw(
    _ pictures: [(place: PicturePlace, relativePath: String)], view: ViewParameters, before: Int,
    total: Int, _ reporter: any Reporter
  ) throws -> Classification {
    try reporting(
      to: PartReporter(whole: reporter, task: "pictures", before: before, total: total)
    ).classify(
      pictures, views: [ViewParameters](repeating: view, count: pictures.count),
      isCalibrated: false)
  }
}
