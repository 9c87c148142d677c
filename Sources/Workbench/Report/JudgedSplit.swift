/// Pictures that were judged by a model that had not seen them, as positions in the data.
struct JudgedSplit: Sendable {
  /// What the model was made from.
  let training: [Int]
  let judged: [Int]
}
