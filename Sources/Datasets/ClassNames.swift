/// What people call the classes that folders, a CSV or an archive name otherwise, such as ImageNet's `n01440764`.
///
/// A `.csv` file has the columns `class` and `name`; any other has a class and its name on each line with white
/// space between them, as ImageNet's `LOC_synset_mapping.txt` and `synset_words.txt` have. Classes that the data
/// does not have may be listed.
struct ClassNames {
  static let maximumByteCount = 16 << 20

  private let path: String
  private let names: [String: String]

  /// - Throws: ``DatasetError/classNames(path:line:problem:)`` for a line without a name and a class that is listed
  ///   twice; ``DatasetError/csv(path:line:problem:)``, ``DatasetError/file(_:)``.
  init(reading path: String) throws(DatasetError) {
    let lines = try path.lowercased().hasSuffix(".csv") ? Self.table(path) : Self.lines(path)
    var seen: [String: Int] = [:]
    var counts: [String: Int] = [:]
    for (line, label, name) in lines {
      guard !label.isEmpty, !name.isEmpty else {
        throw .classNames(
          path: path, line: line, problem: "expected a class and its name, found only one")
      }
      if let first = seen.updateValue(line, forKey: label) {
        throw .classNames(
          path: path, line: line, problem: "'\(label)' stands already in line \(first)")
      }
      counts[name, default: 0] += 1
    }
    // ImageNet has two cranes. The file decides, not the data, so that a part of the data is called the same.
    names = Dictionary(
      uniqueKeysWithValues: lines.map { _, label, name in
        (label, counts[name] == 1 ? name : "\(name) (\(label))")
      })
    self.path = path
  }

  /// - Throws: ``DatasetError/classNames(path:line:problem:)`` for a class that the file does not list.
  func names(of classes: [String]) throws(DatasetError) -> [String] {
    var result: [String] = []
    for label in classes {
      guard let name = names[label] else {
        throw .classNames(
          path: path, line: nil,
          problem: "does not name the class '\(label)' of the data; add a line for it")
      }
      result.append(name)
    }
    guard Set(result).count == result.count else {
      throw .classNames(
        path: path, line: nil, problem: "gives two classes the same name; tell them apart")
    }
    return result
  }

  private typealias Line = (line: Int, label: String, name: String)

  private static func table(_ path: String) throws(DatasetError) -> [Line] {
    let table = try CSVFile(reading: path)
    var columns: [Int] = []
    for name in ["class", "name"] {
      guard let column = table.column(name) else {
        throw .classNames(
          path: path, line: 1,
          problem: "expected the columns class and name, found "
            + table.header.joined(separator: ", "))
      }
      columns.append(column)
    }
    return table.rows.map { ($0.line, $0.fields[columns[0]], $0.fields[columns[1]]) }
  }

  private static func lines(_ path: String) throws(DatasetError) -> [Line] {
    let file = try ArchiveFile(path: path, isPacked: false)
    guard file.byteCount <= maximumByteCount,
      let text = String(validating: try file.read(at: 0, count: file.byteCount), as: UTF8.self)
    else {
      throw .classNames(
        path: path, line: nil,
        problem: "expected UTF-8 text of at most \(maximumByteCount) bytes")
    }
    var lines: [Line] = []
    for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .enumerated()
    {
      let words = line.split(maxSplits: 1, whereSeparator: \.isWhitespace)
      guard let label = words.first else { continue }
      let name = words.count == 2 ? words[1].split(separator: " ").joined(separator: " ") : ""
      lines.append((index + 1, String(label), name))
    }
    return lines
  }
}
