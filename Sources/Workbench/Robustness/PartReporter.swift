/// Tells the progress of one part of a longer task as that of the whole.
struct PartReporter: Reporter {
  let whole: any Reporter
  let task: String
  /// What earlier parts have done.
  let before: Int
  let total: Int

  func note(_ text: String) { whole.note(text) }
  func warn(_ text: String) { whole.warn(text) }

  func progress(_ task: String, done: Int, of total: Int, unit: String) {
    whole.progress(self.task, done: before + done, of: self.total, unit: unit)
  }
}
