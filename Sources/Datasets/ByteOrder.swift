/// The order of strings by their UTF-8 bytes, which is that of their code points.
///
/// Python's `sorted()` and torchvision's `ImageFolder` order so. Swift's `<` on strings does not: it
/// treats composed and decomposed letters as equal.
enum ByteOrder {
  static func precedes(_ first: String, _ second: String) -> Bool {
    first.utf8.lexicographicallyPrecedes(second.utf8)
  }
}
