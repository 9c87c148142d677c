import Foundation
import Testing

/// Whether what inner folds chose is what a fold is fitted with.
@Suite struct NestedChoiceTests {
  private struct Choice: Hashable {
    let candidate: Int
    let epoch: Int
  }

  /// By repeat and fold.
  private func choices(_ outcome: Command.Outcome) throws -> [[String]: Choice] {
    let nested = try #require(try outcome.json()["nested"] as? [String: Any])
    let entries = try #require(nested["choices"] as? [[String: Any]])
    return try Dictionary(
      uniqueKeysWithValues: entries.map { entry in
        func number(_ key: String) throws -> Int { try #require(entry[key] as? Int) }
        return (
          ["\(try number("repeat"))", "\(try number("fold"))"],
          Choice(candidate: try number("candidate"), epoch: try number("epoch"))
        )
      })
  }

  /// Rows of `predictions.csv` by repeat and fold.
  private func predictions(_ run: String, _ photos: Photos) throws -> [[String]: [[String]]] {
    let table = try photos.table(run + "/predictions.csv")
    let places = try ["repeat", "fold"].map { try #require(table[0].firstIndex(of: $0)) }
    return Dictionary(grouping: table.dropFirst()) { row in places.map { row[$0] } }
  }

  /// Fits each choice plainly, and finds the nested folds in these fits.
  /// - Parameters:
  ///   - shared: Of both runs; the rate never changes, so that fewer epochs are the beginning of more.
  ///   - candidates: Flags of a plain fit, in the order of the search.
  /// - Returns: What was chosen.
  private func expectFitsOfTheirChoices(
    _ shared: [String], _ search: [String], candidates: [[String]], epochs: Int, _ photos: Photos
  ) throws -> [Choice] {
    let fixed = shared + ["--schedule", "constant", "--no-baselines"]
    let nested = try Command.run(
      fixed + search + ["--epochs", "\(epochs)", "--nested", "--output", "nested", "--json"],
      in: photos)
    #expect(nested.status == 0, "\(nested.messages)")
    let choices = try choices(nested)
    let found = try predictions("nested", photos)
    #expect(Set(choices.keys) == Set(found.keys))
    /// Every fold, fitted plainly.
    func plain(_ choice: Choice) throws -> [[String]: [[String]]] {
      let output = "plain-\(choice.candidate)-\(choice.epoch)"
      if !photos.exists(output) {
        let outcome = try Command.run(
          fixed + candidates[choice.candidate]
            + ["--epochs", "\(choice.epoch)", "--output", output], in: photos)
        #expect(outcome.status == 0, "\(outcome.messages)")
      }
      return try predictions(output, photos)
    }
    for (fold, choice) in choices {
      #expect(try plain(choice)[fold] == found[fold], "\(fold) \(choice)")
      // Neither another candidate nor another epoch gives the same; one fold shows it.
      for other in [
        Choice(candidate: (choice.candidate + 1) % candidates.count, epoch: choice.epoch),
        Choice(candidate: choice.candidate, epoch: choice.epoch % epochs + 1),
      ] where fold == ["1", "1"] {
        #expect(try plain(other)[fold] != found[fold], "\(fold) \(other)")
      }
    }
    return Array(choices.values)
  }

  @Test func aFoldIsThePlainFitOfTheChosenHeadRateAndEpoch() throws {
    let photos = try Photos()
    let dropouts = ["0.1", "0.5"]
    // The first rate learns nothing: who always takes the first candidate is found out.
    let rates = ["1e-9", "0.05"]
    let chosen = try expectFitsOfTheirChoices(
      ["crossval", "photos", "--folds", "3", "--repeats", "2"],
      ["--inner-folds", "2", "--heads", "16@0.1,16@0.5", "--lrs", rates.joined(separator: ",")],
      candidates: dropouts.flatMap { dropout in
        rates.map { ["--hidden", "16", "--dropout", dropout, "--lr", $0] }
      }, epochs: 6, photos)
    #expect(chosen.count == 6)
    #expect(chosen.allSatisfy { [1, 3].contains($0.candidate) })
    #expect(Set(chosen.map(\.candidate)) == [1, 3], "\(chosen)")
    #expect(chosen.contains { $0.epoch < 6 }, "\(chosen)")
  }

  @Test func soItIsThroughTheBackbone() throws {
    let photos = try Photos(picturesPerClass: 4)
    for name in Photos.classes.dropFirst(2) {
      try FileManager.default.removeItem(atPath: photos.file("photos/" + name))
    }
    let rates = ["1e-9", "0.01"]
    let chosen = try expectFitsOfTheirChoices(
      [
        "crossval", "photos", "--folds", "2", "--freeze", "stages:1", "--image-size", "32",
        "--dropout", "0.5", "--views", "1", "--threads", "2",
      ],
      ["--inner-folds", "2", "--lrs", rates.joined(separator: ",")],
      candidates: rates.map { ["--lr", $0] }, epochs: 2, photos)
    #expect(chosen.count == 2)
    #expect(chosen.contains { $0.candidate == 1 }, "\(chosen)")
  }
}
