import Foundation

/// What the pictures of explanations are called: as the pictures that they are of, with `.png`, and a number where
/// several would be called the same.
enum ExplanationNames {
  /// A file's name has 255 bytes at most, and while it is written some are added.
  private static let longestStem = 200

  /// - Returns: One name for each path, all different.
  static func of(_ paths: [String]) -> [String] {
    var taken: Set<String> = []
    return paths.map { path in
      var stem = ((path as NSString).lastPathComponent as NSString).deletingPathExtension
      while stem.utf8.count > longestStem { stem.removeLast() }
      var name = stem + ".png"
      var number = 2
      while !taken.insert(name).inserted {
        name = "\(stem)-\(number).png"
        number += 1
      }
      return name
    }
  }
}
