import Foundation
import Testing

/// `report.html`, as a browser shows it.
@Suite struct ReportTests {
  private static let widths = ["1280 light", "400 light", "1280 dark"]

  /// Fails on console messages, on anything wider than the page, and on whatever is not shown.
  /// - Parameter small: Those of the charts that come in numbers and have no button.
  /// - Returns: What the page has at each width.
  private func opened(
    _ page: String, in photos: Photos, charts: Set<String>, small: Set<String> = []
  ) throws -> [[String: Any]] {
    let opened = try Chromium.open(page, in: photos)
    #expect(opened["console"] as? [String] == [])
    #expect(Set(try #require(opened["requests"] as? [String])).isSubset(of: ["file", "data"]))
    let views = try #require(opened["views"] as? [String: [String: Any]])
    #expect(Set(views.keys) == Set(Self.widths))
    for (name, view) in views {
      #expect(view["drawn"] as? String == "true", "\(name)")
      #expect(view["overflow"] as? Int == 0, "\(name)")
      #expect(view["wide"] as? [String] == [], "\(name)")
      #expect(view["unnamed"] as? Int == 0, "\(name)")
      #expect(view["planted"] is NSNull, "\(name)")
      let drawn = try #require(view["charts"] as? [[Any]])
      #expect(Set(drawn.compactMap { $0.first as? String }) == charts, "\(name)")
      #expect(drawn.allSatisfy { $0.last as? Int == 1 }, "\(name)")
      let images = try #require(view["images"] as? [[Any]])
      #expect(images.allSatisfy { $0.last as? Bool == true }, "\(name)")
    }
    let clicked = try #require(opened["clicked"] as? [String: Any])
    #expect(try #require(clicked["shown"] as? Int) >= 1)
    #expect(clicked["pressed"] as? Int == 1)
    #expect(clicked["focused"] as? Bool == true)
    // Every other chart can be had as a picture, without a network.
    let saved = try #require(opened["saved"] as? [String: [Int]])
    #expect(Set(saved.keys) == charts.subtracting(small))
    #expect(saved.values.allSatisfy { $0.count == 2 && $0[0] > 600 && $0[1] > 200 }, "\(saved)")
    return Self.widths.compactMap { views[$0] }
  }

  @Test(.enabled(if: Chromium.isHere, "needs Chromium"))
  func namesOfClassesAndFilesAreShownAndNeverRun() throws {
    let photos = try Photos(picturesPerClass: 4)
    let classes = [
      "</script><script>window.planted=1</script>", "\"><img src=x onerror=window.planted=2>",
      "it's & \u{2028} <!-- so",
    ]
    let names = [
      "';window.planted=3;'.png", "\"><svg onload=window.planted=4>.png", "a&lt;b\u{2028}c.png",
      "<!--<script>.png",
    ]
    var lines = ["path,label"]
    for (number, name) in classes.enumerated() {
      for (index, file) in names.enumerated() {
        let path = "\(number)/\(file)"
        try photos.make("photos/\(number)")
        try FileManager.default.copyItem(
          atPath: photos.file("photos/\(Photos.classes[number])/\(index).png"),
          toPath: photos.file("photos/\(path)"))
        lines.append(
          [path, name].map { "\"" + $0.replacing("\"", with: "\"\"") + "\"" }
            .joined(separator: ","))
      }
    }
    try photos.write(lines.joined(separator: "\n"), to: "photos/'<b>list.csv")
    let outcome = try Command.run(
      [
        "crossval", "photos/'<b>list.csv", "--folds", "2", "--epochs", "2", "--no-grouping",
        "--output", "run",
      ], in: photos)
    #expect(outcome.status == 0, "\(outcome.messages)")
    let views = try opened(
      "run/report.html", in: photos,
      charts: [
        "folds", "foldLoss", "foldAccuracy", "reliability", "confidence", "coverage", "map",
      ])
    for view in views {
      #expect(view["title"] as? String == "photos/'<b>list.csv — graft crossval")
      let images = try #require(view["images"] as? [[Any]]).compactMap { $0.first as? String }
      #expect(!images.isEmpty)
      #expect(images.allSatisfy { alt in names.contains { alt.contains("/\($0): ") } })
      #expect(images.contains { alt in classes.contains { alt.contains($0) } })
      let text = try #require(view["text"] as? String)
      #expect(text.contains("not for the final model"))
    }
  }

  @Test(.enabled(if: Chromium.isHere, "needs Chromium"))
  func aTrainingShowsItsCurvesAndSaysWhatItsFigureIsWorth() throws {
    let photos = try Photos(picturesPerClass: 6)
    for (output, split, words) in [
      ("judged", "0.3", "The test part chose nothing"), ("watched", "0", "no honest estimate"),
    ] {
      let outcome = try Command.run(
        ["train", "photos", "--epochs", "3", "--test-split", split, "--output", output],
        in: photos)
      #expect(outcome.status == 0, "\(outcome.messages)")
      let views = try opened(
        output + "/report.html", in: photos,
        charts: ["loss", "accuracy", "reliability", "confidence", "coverage", "map"])
      let page = String(decoding: try photos.data(output + "/report.html"), as: UTF8.self)
      #expect(page.contains("<th scope=\"row\">logistic regression</th>"))
      let judged = try photos.table(output + "/predictions.csv").count - 1
      for view in views {
        #expect(try #require(view["text"] as? String).contains(words))
        #expect(view["prototypes"] as? Int == Photos.classes.count)
        #expect(view["alike"] as? Int ?? 0 > 0)
        #expect(view["points"] as? Int == judged)
      }
    }
  }

  @Test(.enabled(if: Chromium.isHere, "needs Chromium"))
  func aLearningCurveAndChangedPicturesAreDrawn() throws {
    let photos = try Photos()
    let outcome = try Command.run(
      [
        "crossval", "photos", "--folds", "4", "--epochs", "3", "--learning-curve", "--refit",
        "--output", "run",
      ], in: photos)
    #expect(outcome.status == 0, "\(outcome.messages)")
    _ = try opened(
      "run/report.html", in: photos,
      charts: [
        "folds", "foldLoss", "foldAccuracy", "learningCurve", "reliability", "confidence",
        "coverage", "map",
      ])
    let judged = try Command.run(
      [
        "evaluate", "run", "photos", "--robustness", "--robustness-count", "6", "--output",
        "judged",
      ],
      in: photos)
    #expect(judged.status == 0, "\(judged.messages)")
    #expect(judged.results.contains("weakest spot: "))
    _ = try opened(
      "judged/report.html", in: photos,
      charts: ["robustness", "reliability", "confidence", "coverage", "map"],
      small: ["robustness"])
  }

  @Test func theCommandOfAReportRepeatsItsRun() throws {
    let photos = try Photos(picturesPerClass: 6)
    let flags = [
      "--val-split", "0.25", "--class-order", "natural", "--on-bad-image", "skip", "--group-by",
      "(\\d)\\.png", "--freeze", "stages:1", "--batchnorm", "adapt", "--head-epochs", "1",
      "--backbone-lr-factor", "0.2", "--image-size", "64", "--interpolation", "bilinear",
      "--decode", "scaled", "--hidden", "8,4", "--dropout", "0.1", "--head-norm", "--augment",
      "flip", "--views", "3", "--augmentation-seed", "7", "--epochs", "2", "--batch-size", "16",
      "--seed", "5", "--optimizer", "sgd", "--momentum", "0.5", "--lr", "0.01", "--weight-decay",
      "0.001", "--l1", "0.0001", "--decay-all", "--layer-decay", "0.8", "--lr-group",
      "head.*=0.5", "--schedule", "step", "--step-epochs", "1", "--gamma", "0.3",
      "--warmup-epochs", "1", "--label-smoothing", "0.1", "--class-weights",
      "animal=2.0,face=0.5", "--monitor", "loss", "--min-delta", "0.01", "--early-stopping", "9",
      "--clip-gradient", "1.5", "--ema", "0.9", "--threads", "2", "--memory-limit", "4GB",
      "--micro-batch", "2", "--cache-limit", "0", "--keep-checkpoints", "2", "--histograms",
    ]
    try expectRepetition(of: ["train", "photos"] + flags, in: photos)
    try expectRepetition(
      of: [
        "crossval", "photos", "--folds", "2", "--repeats", "2", "--refit", "--no-grouping",
        "--epochs", "1", "--optimizer", "adam", "--betas", "0.8,0.99", "--schedule", "constant",
        "--sampler", "balanced", "--precision", "bf16", "--views", "4", "--baselines",
        "--select-features", "l1:0.05", "--deployment",
        "--learning-curve",
      ], in: photos)
  }

  @Test(arguments: [
    ["--heads", "nearest"],
    [
      "--nested", "--inner-folds", "2", "--dropout", "0.4", "--heads", "linear,8@0.2,8@0.4,nearest",
      "--lrs", "0.01,0.003",
    ],
    ["--nested", "--inner-folds", "3", "--hidden", "8", "--lrs", "0.01,0.003"],
    [
      "--holdout", "0.34", "--repeats", "3", "--calibrate", "vector", "--answer-accuracy", "0.9",
    ],
    ["--refit", "--calibrate", "temperature", "--positive", "animal", "--costs", "1,10"],
    ["--positive", "face", "--target-precision", "0.8"],
    ["--leave-one-group-out", "--group-by", "(\\d)\\.png"],
  ])
  func theCommandOfAReportRepeatsItsCrossValidation(flags: [String]) throws {
    let photos = try Photos(picturesPerClass: 6)
    let divided = flags.contains { ["--holdout", "--leave-one-group-out"].contains($0) }
    try expectRepetition(
      of: ["crossval", "photos", "--epochs", "2"] + (divided ? [] : ["--folds", "3"]) + flags,
      in: photos)
  }

  @Test func theCommandOfAReportRepeatsOneHeadOfSeveral() throws {
    let photos = try Photos(picturesPerClass: 6)
    for head in ["logistic", "8x4@0.1"] {
      try expectRepetition(
        of: ["crossval", "photos", "--epochs", "1", "--folds", "2", "--heads", "linear,\(head)"],
        under: "/\(head)", in: photos)
    }
  }

  @Test func theCommandOfAReportRepeatsItsEvaluation() throws {
    let photos = try Photos(picturesPerClass: 6)
    let trained = try Command.run(
      ["train", "photos", "--epochs", "1", "--val-split", "0", "--output", "run"], in: photos)
    #expect(trained.status == 0, "\(trained.messages)")
    try expectRepetition(
      of: [
        "evaluate", "run", "photos", "--tta", "flip", "--baselines", "photos", "--on-bad-image",
        "skip", "--threads", "2", "--deployment",
      ], in: photos)
  }

  /// - Parameter run: Where the run is in its output, if that is not the run itself.
  private func expectRepetition(
    of arguments: [String], under run: String = "", in photos: Photos
  ) throws {
    let name = UUID().uuidString
    let (first, second) = ("\(name)-first", "\(name)-second")
    let outcome = try Command.run(arguments + ["--output", first], in: photos)
    #expect(outcome.status == 0, "\(outcome.messages)")
    let page = String(decoding: try photos.data(first + run + "/report.html"), as: UTF8.self)
    let found = try #require(page.firstMatch(of: /<pre tabindex="0"><code>graft (.*?)<\/code>/))
    let line = String(found.1).replacing("&#39;", with: "'").replacing("&amp;", with: "&")
    // A shell splits it, as it would where somebody types it.
    try photos.write("printf '%s\\n' \(line)", to: "command.sh")
    let shell = Process()
    shell.executableURL = URL(fileURLWithPath: "/bin/sh")
    shell.arguments = [photos.file("command.sh")]
    let output = Pipe()
    shell.standardOutput = output
    try shell.run()
    shell.waitUntilExit()
    let words = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      .split(separator: "\n").map(String.init)
    let repeated = try Command.run(words + ["--output", second], in: photos)
    #expect(repeated.status == 0, "\(repeated.messages)")
    for file in ["config.json", "predictions.csv"] {
      #expect(
        try photos.data("\(first)\(run)/\(file)") == photos.data("\(second)/\(file)"),
        "\(file): \(line)")
    }
  }

  @Test(.enabled(if: Chromium.isHere, "needs Chromium"))
  func anEvaluationWithAPictureThatCannotBeReadNamesIt() throws {
    let photos = try Photos(picturesPerClass: 4)
    _ = try Command.run(
      ["train", "photos", "--epochs", "1", "--val-split", "0", "--output", "run"], in: photos)
    let unjudged = String(decoding: try photos.data("run/report.html"), as: UTF8.self)
    #expect(unjudged.contains("Nothing is known of how good this model is"))
    try photos.write("no picture", to: "photos/face/broken.png")
    let outcome = try Command.run(
      ["evaluate", "run", "photos", "--on-bad-image", "skip", "--output", "judged"], in: photos)
    #expect(outcome.status == 0, "\(outcome.messages)")
    let page = String(decoding: try photos.data("judged/report.html"), as: UTF8.self)
    #expect(page.contains("face/broken.png</th>"))
    // Four of 24 pictures.
    #expect(page.contains("The most frequent class, animal, has 16.7 % of these pictures"))
    #expect(page.contains("graft evaluate run photos --on-bad-image skip</code>"))
    _ = try opened(
      "judged/report.html", in: photos, charts: ["reliability", "confidence", "coverage"])
  }
}
