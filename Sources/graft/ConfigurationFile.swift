import ArgumentParser
import Files
import Workbench
import Yams

/// `--config FILE`: a YAML file whose keys are the names of flags.
///
/// Its entries are put before the flags of the command line, so that those win.
enum ConfigurationFile {
  /// - Throws: What parsing throws; ``Failure`` with `malformedInput` if the file is at fault.
  static func parse(_ arguments: [String]) throws -> any ParsableCommand {
    guard let path = try path(in: arguments) else { return try Graft.parseAsRoot(arguments) }
    let own = try flags(from: path)
    let names = arguments.prefix { !$0.hasPrefix("-") }.prefix(1)
    do {
      return try Graft.parseAsRoot(names + own + arguments.dropFirst(names.count))
    } catch {
      // If the line alone is right, the file is wrong.
      guard (try? Graft.parseAsRoot(arguments)) != nil else { throw error }
      throw Failure(.malformedInput, "\(path): \(Graft.message(for: error))")
    }
  }

  private static func path(in arguments: [String]) throws -> String? {
    for (index, argument) in arguments.enumerated() {
      if argument.hasPrefix("--config=") { return String(argument.dropFirst("--config=".count)) }
      if argument == "--config" {
        guard index + 1 < arguments.count else { return nil }
        return arguments[index + 1]
      }
    }
    return nil
  }

  private static func flags(from path: String) throws -> [String] {
    let text = String(decoding: try InputFile.contents(of: path), as: UTF8.self)
    let node: Node?
    do { node = try Yams.compose(yaml: text) } catch {
      throw Failure(.malformedInput, "\(path): not YAML: \(error)")
    }
    guard let node else { return [] }
    guard let mapping = node.mapping else {
      throw Failure(.malformedInput, "\(path): expected flags by name, for example `epochs: 20`")
    }
    return try mapping.flatMap { key, value in
      let place = "\(path):\(key.mark?.line ?? 1)"
      guard let name = key.string, name != "config" else {
        throw Failure(.malformedInput, "\(place): a key is the name of a flag, without its dashes")
      }
      return try flag(name, value, place: place)
    }
  }

  private static func flag(_ name: String, _ value: Node, place: String) throws -> [String] {
    if let list = value.sequence {
      let items = list.compactMap(\.string)
      guard items.count == list.count else {
        throw Failure(.malformedInput, "\(place): \(name): a list holds plain values")
      }
      return ["--\(name)=\(items.joined(separator: ","))"]
    }
    guard let scalar = value.scalar else {
      throw Failure(.malformedInput, "\(place): \(name): expected a value or a list of values")
    }
    if scalar.style == .plain, let isOn = value.bool, ["true", "false"].contains(scalar.string) {
      return isOn ? ["--\(name)"] : []
    }
    return ["--\(name)=\(scalar.string)"]
  }
}
