/// A mistake whose explanation was made while the network that made it was there.
struct ExplainedMistake: Codable, Sendable {
  let path: String
  /// The class that it was taken for.
  let predicted: Int
  let maps: [MistakeMap]
}
