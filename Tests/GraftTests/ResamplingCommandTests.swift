import Foundation
import Testing

/// Ways to divide pictures besides stratified folds, and what choosing costs.
@Suite struct ResamplingCommandTests {
  private let quick = ["--epochs", "2", "--lr", "0.01", "--json"]

  private func accuracies(_ result: [String: Any]) throws -> [Double] {
    try #require(result["folds"] as? [[String: Any]]).compactMap { $0["accuracy"] as? Double }
  }

  @Test func aHoldoutIsDrawnAnewInEachRepeat() throws {
    let photos = try Photos()
    let outcome = try Command.run(
      ["crossval", "photos", "--holdout", "0.25", "--repeats", "3", "--output", "run"] + quick,
      in: photos)
    #expect(outcome.status == 0, "\(outcome.messages)")
    let result = try outcome.json()
    #expect(try accuracies(result).count == 3)
    let rows = try photos.table("run/folds.csv").dropFirst()
    #expect(rows.count == 3 * 48)
    let tested = Dictionary(grouping: rows.filter { $0[2] == "1" }) { $0[1] }
      .mapValues { Set($0.map { $0[0] }) }
    #expect(tested.values.allSatisfy { $0.count == 12 } && Set(tested.values).count == 3)
    #expect(try photos.table("run/predictions.csv").count == 1 + 36)
    // The variance that Nadeau and Bengio correct is of this very design.
    let interval = try #require(
      (result["interval"] as? [String: Any])?["accuracy"] as? [Double])
    let scores = try accuracies(result)
    let mean = scores.reduce(0, +) / 3
    let variance = scores.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 2
    let reach = 4.302_652_729_911_275 * ((1 / 3.0 + 1 / 3.0) * variance).squareRoot()
    #expect(abs(interval[0] - (mean - reach)) < 1e-9)
    #expect(abs(interval[1] - (mean + reach)) < 1e-9)
  }

  @Test func eachGroupIsLeftOutOnce() throws {
    let photos = try Photos()
    let outcome = try Command.run(
      [
        "crossval", "photos", "--leave-one-group-out", "--group-by", #"(\d)\.png$"#, "--output",
        "run",
      ] + quick, in: photos)
    #expect(outcome.status == 0, "\(outcome.messages)")
    let folds = try #require(try outcome.json()["folds"] as? [[String: Any]])
    #expect(folds.compactMap { $0["group"] as? String } == (0..<8).map { "\($0)" })
    #expect(folds.allSatisfy { $0["testItems"] as? Int == 6 })
    let page = String(decoding: try photos.data("run/report.html"), as: UTF8.self)
    #expect(page.contains("a group that its training had not seen"))
    let refused = try Command.run(
      ["crossval", "photos", "--leave-one-group-out"] + quick, in: photos)
    #expect(refused.status == 66 && refused.messages.contains("--group-by"))
  }

  @Test func givenFoldsGiveTheRunThatTheyCameFrom() throws {
    let photos = try Photos()
    let first = try Command.run(
      ["crossval", "photos", "--folds", "3", "--repeats", "2", "--output", "first"] + quick,
      in: photos)
    #expect(first.status == 0)
    let second = try Command.run(
      ["crossval", "photos", "--folds", "first/folds.csv", "--output", "second"] + quick,
      in: photos)
    #expect(second.status == 0, "\(second.messages)")
    for file in ["folds.csv", "predictions.csv", "results.csv"] {
      #expect(try photos.data("first/" + file) == photos.data("second/" + file), "\(file)")
    }
    #expect(
      try first.json()["interval"] as? NSDictionary == second.json()["interval"] as? NSDictionary)
    let page = String(decoding: try photos.data("second/report.html"), as: UTF8.self)
    #expect(page.contains("--folds first/folds.csv"))
    let compared = try Command.run(["compare", "first", "second", "--json"], in: photos)
    #expect(compared.status == 0)
  }

  @Test(arguments: [
    (["--holdout", "1"], "--holdout: expected above 0 and below 1"),
    (["--holdout", "0.2", "--leave-one-group-out"], "one way to divide"),
    (["--leave-one-group-out", "--repeats", "2"], "--repeats: expected 1"),
    (["--leave-one-group-out", "--no-grouping"], "--leave-one-group-out"),
    (["--inner-folds", "3"], "--inner-folds is for --nested"),
    (["--lrs", "0.1"], "--lrs is what --nested chooses from"),
    (["--nested", "--inner-folds", "1"], "--inner-folds: expected 2 to 100"),
    (["--nested", "--lrs", "0.1,0"], "--lrs: expected rates above 0"),
    (["--nested", "--lrs", "0.1,0.1"], "--lrs: expected each rate once"),
    (["--nested", "--early-stopping", "3"], "inner folds choose the epoch"),
    (["--nested", "--heads", "linear,nearest", "--refit"], "nearest and logistic make no network"),
    (["--nested", "--heads", "linear,nearest", "--freeze", "none"], "--heads nearest"),
    (["--nested", "--heads", "linear,big"], "--heads"),
  ])
  func divisionsThatCannotBeMeantAreRefused(flags: [String], said: String) throws {
    let photos = try Photos(picturesPerClass: 2)
    let outcome = try Command.run(["crossval", "photos"] + flags, in: photos)
    #expect(outcome.status == 64, "\(outcome.messages)")
    #expect(outcome.messages.contains(said), "\(outcome.messages)")
    #expect(!photos.exists("runs"))
  }

  @Test func foldsThatAreNotThereOrPartGroupsAreTold() throws {
    let photos = try Photos(picturesPerClass: 4)
    let missing = try Command.run(
      ["crossval", "photos", "--folds", "none.csv"] + quick, in: photos)
    #expect(missing.status == 66 && missing.messages.contains("none.csv"))
    for name in Photos.classes {
      try photos.write(
        photos.data("photos/\(name)/0.png") + Data([0]), to: "photos/\(name)/copy.png")
    }
    let drawn = try Command.run(
      ["crossval", "photos", "--folds", "2", "--no-grouping", "--output", "drawn"] + quick,
      in: photos)
    #expect(drawn.status == 0)
    let given = try Command.run(
      ["crossval", "photos", "--folds", "drawn/folds.csv", "--output", "given"] + quick,
      in: photos)
    #expect(given.status == 0)
    #expect(given.messages.contains("the given folds part"))
    #expect(try given.json()["grouped"] as? Bool == false)
  }

  // MARK: Copies

  @Test func plantedCopiesInflateTheNaiveFigureAndGraftSaysByHowMuch() throws {
    let photos = try Photos(picturesPerClass: 10)
    // Labels by chance, so that nothing can be learned; each picture once more, with other bytes.
    var generator = SystemIndependentLabels()
    var list = "path,label\n"
    for name in Photos.classes {
      for index in 0..<10 {
        let label = generator.next()
        try photos.write(
          photos.data("photos/\(name)/\(index).png") + Data([0]),
          to: "photos/\(name)/\(index)-copy.png")
        list += "photos/\(name)/\(index).png,\(label)\nphotos/\(name)/\(index)-copy.png,\(label)\n"
      }
    }
    try photos.write(list, to: "planted.csv")
    func accuracy(_ flags: [String], _ output: String) throws -> (Double, [String: Any]) {
      let outcome = try Command.run(
        [
          "crossval", "planted.csv", "--folds", "3", "--epochs", "8", "--lr", "0.03", "--output",
          output,
          "--json",
        ] + flags, in: photos)
      #expect(outcome.status == 0, "\(outcome.messages)")
      let result = try outcome.json()
      let mean = try #require((result["mean"] as? [String: Any])?["accuracy"] as? Double)
      return (mean, result)
    }
    let (naive, _) = try accuracy(["--no-grouping"], "naive")
    let (honest, result) = try accuracy([], "honest")
    #expect(naive > 0.75 && honest < 0.65, "\(naive) \(honest)")
    let copies = try #require(result["copies"] as? [String: Any])
    #expect(copies["pictures"] as? Int == 120)
    #expect(copies["accuracyTogether"] as? Double == honest)
    #expect(copies["accuracyParted"] as? Double == naive)
    #expect(abs(try #require(copies["difference"] as? Double) - (naive - honest)) < 1e-9)
    let page = String(decoding: try photos.data("honest/report.html"), as: UTF8.self)
    #expect(page.contains("120 pictures are copies of others or look like them"))
  }

  /// Copies join the groups that they are in.
  @Test(arguments: [false, true])
  func copiesInOtherGroupsFlatterWhereEachGroupIsLeftOut(areApart: Bool) throws {
    let photos = try Photos(picturesPerClass: 8)
    var generator = SystemIndependentLabels()
    var list = "path,label,group\n"
    for name in Photos.classes {
      for index in 0..<8 {
        let label = generator.next()
        let group = index % 4
        list += "photos/\(name)/\(index).png,\(label),site\(group)\n"
        guard group == 0 else { continue }
        try photos.write(
          photos.data("photos/\(name)/\(index).png") + Data([0]),
          to: "photos/\(name)/\(index)-copy.png")
        list += "photos/\(name)/\(index)-copy.png,\(label),site\(areApart ? 1 : 0)\n"
      }
    }
    try photos.write(list, to: "sites.csv")
    let outcome = try Command.run(
      [
        "crossval", "sites.csv", "--leave-one-group-out", "--epochs", "8", "--lr", "0.03",
        "--output", "sites", "--json",
      ], in: photos)
    #expect(outcome.status == 0, "\(outcome.messages)")
    let result = try outcome.json()
    #expect((result["folds"] as? [Any])?.count == (areApart ? 3 : 4))
    guard areApart else {
      #expect(result["copies"] is NSNull)
      return
    }
    let copies = try #require(result["copies"] as? [String: Any])
    #expect(copies["pictures"] as? Int == 24 && copies["groups"] as? Int == 12)
    let mean = try #require((result["mean"] as? [String: Any])?["accuracy"] as? Double)
    #expect(copies["accuracyTogether"] as? Double == mean)
    // Of two sites that share pictures one is known from the other.
    #expect(try #require(copies["accuracyParted"] as? Double) > mean + 0.1)
  }

  // MARK: Searches

  @Test func aNestedSearchOnNoiseStaysAtChanceAndItsPromiseDoesNot() throws {
    let photos = try Photos()
    var generator = SystemIndependentLabels()
    var list = "path,label\n"
    for name in Photos.classes {
      for index in 0..<8 { list += "photos/\(name)/\(index).png,\(generator.next())\n" }
    }
    try photos.write(list, to: "noise.csv")
    let outcome = try Command.run(
      [
        "crossval", "noise.csv", "--folds", "4", "--nested", "--inner-folds",
        "3", "--heads", "linear,16,8@0.5,nearest", "--lrs", "0.03,0.01,0.001", "--epochs", "8",
        "--output", "run", "--json",
      ], in: photos)
    #expect(outcome.status == 0, "\(outcome.messages)")
    let result = try outcome.json()
    let mean = try #require((result["mean"] as? [String: Any])?["accuracy"] as? Double)
    let nested = try #require(result["nested"] as? [String: Any])
    let promised = try #require(nested["promisedAccuracy"] as? Double)
    // Two classes: chance is one half.
    #expect(abs(mean - 0.5) < 0.12, "\(mean)")
    #expect(promised > 0.58 && promised > mean + 0.05, "\(promised) against \(mean)")
    #expect(abs(try #require(nested["optimism"] as? Double) - (promised - mean)) < 1e-9)
    let candidates = try #require(nested["candidates"] as? [[String: Any]])
    #expect(
      candidates.map { $0["name"] as? String }
        == ["linear", "16", "8@0.5"].flatMap { [$0, $0, $0] } + ["nearest"])
    #expect(candidates.reduce(0) { $0 + ($1["timesChosen"] as? Int ?? 0) } == 4)
    let choices = try #require(nested["choices"] as? [[String: Any]])
    #expect(
      choices.compactMap { $0["accuracy"] as? Double } == (try accuracies(result)))
    let page = String(decoding: try photos.data("run/report.html"), as: UTF8.self)
    #expect(page.contains("points of the promise are optimism"))
  }

  @Test func aNestedFoldIsTheFitOfItsChoice() throws {
    let photos = try Photos()
    let shared = [
      "crossval", "photos", "--folds", "2", "--epochs", "1", "--json",
    ]
    let nested = try Command.run(
      shared + [
        "--nested", "--inner-folds", "2", "--heads", "16", "--lrs", "0.01", "--refit", "--output",
        "nested",
      ], in: photos)
    #expect(nested.status == 0, "\(nested.messages)")
    let alone = try Command.run(
      shared + ["--hidden", "16", "--lr", "0.01", "--refit", "--output", "alone"], in: photos)
    #expect(alone.status == 0)
    for file in ["folds.csv", "predictions.csv", "model.safetensors"] {
      #expect(try photos.data("nested/" + file) == photos.data("alone/" + file), "\(file)")
    }
  }

  @Test func classifiersWithoutLayersAreHeadsToo() throws {
    let photos = try Photos()
    let outcome = try Command.run(
      [
        "crossval", "photos", "--folds", "2", "--heads", "linear,nearest,logistic", "--output",
        "run",
      ]
        + quick + ["--baselines"], in: photos)
    #expect(outcome.status == 0, "\(outcome.messages)")
    let runs = try #require(try outcome.json()["runs"] as? [[String: Any]])
    for (place, name) in [(1, "nearestNeighbours"), (2, "logisticRegression")] {
      let mean = try #require((runs[place]["mean"] as? [String: Any])?["accuracy"] as? Double)
      let baselines = try #require(runs[place]["baselines"] as? [[String: Any]])
      let same = try #require(baselines.first { $0["name"] as? String == name })
      #expect(abs(try #require(same["accuracy"] as? Double) - mean) < 1e-12)
      let folds = try #require(runs[place]["folds"] as? [[String: Any]])
      #expect(folds.allSatisfy { $0["epoch"] as? Int == 0 })
    }
  }
}

/// Two labels by chance, the same on every machine.
private struct SystemIndependentLabels {
  private var state: UInt64 = 88_172_645_463_325_252

  mutating func next() -> String {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state >> 40 & 1 == 0 ? "yes" : "no"
  }
}
