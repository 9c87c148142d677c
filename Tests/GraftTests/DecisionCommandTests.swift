import Foundation
import Testing

/// What is fitted to held-out folds, kept with the model, and followed by it.
@Suite struct DecisionCommandTests {
  private let quick = ["crossval", "photos", "--folds", "2", "--epochs", "4", "--lr", "0.01"]

  @Test func calibrationIsJudgedOnOtherFoldsAndTheModelHasIt() throws {
    let photos = try Photos()
    // Far too long for so few pictures: sure of everything.
    let outcome = try Command.run(
      quick + [
        "--epochs", "30", "--calibrate", "temperature", "--refit", "--output", "run", "--json",
      ],
      in: photos)
    #expect(outcome.status == 0, "\(outcome.messages)")
    let decision = try #require(try outcome.json()["decision"] as? [String: Any])
    let calibration = try #require(decision["calibration"] as? [String: Any])
    #expect(calibration["method"] as? String == "temperature")
    let losses = try ["before", "after"].map {
      try #require((calibration[$0] as? [String: Any])?["logLoss"] as? Double)
    }
    #expect(losses[1] < losses[0], "\(losses)")
    let rule = try #require(decision["rule"] as? [String: Any])
    let temperature = try #require(
      (rule["temperature"] as? [String: Any])?["temperature"] as? Double)
    #expect(temperature != 1)
    let plain = try Command.run(
      quick + ["--epochs", "30", "--refit", "--output", "plain"], in: photos)
    #expect(plain.status == 0)
    #expect(try photos.data("run/model.safetensors") == photos.data("plain/model.safetensors"))
    let powers = try probabilities("plain", photos).map { pow($0, 1 / temperature) }
    let sum = powers.reduce(0, +)
    for (found, power) in zip(try probabilities("run", photos), powers) {
      #expect(abs(found - power / sum) < 1e-4)
    }
  }

  /// Of a picture, in the order of the classes.
  private func probabilities(_ model: String, _ photos: Photos) throws -> [Double] {
    let predicted = try Command.run(
      ["predict", model, "photos/face/0.png", "--top", "6", "--json"], in: photos
    ).json()
    let first = try #require((predicted["predictions"] as? [[String: Any]])?.first)
    let top = try #require(first["top"] as? [[String: Any]])
    let pairs = top.compactMap { entry in
      (entry["label"] as? String).flatMap { label in
        (entry["probability"] as? Double).map { (label, $0) }
      }
    }
    return pairs.sorted { $0.0 < $1.0 }.map(\.1)
  }

  @Test func vectorCalibrationIsJudgedOnOtherFoldsAndTheModelHasIt() throws {
    let photos = try Photos()
    let outcome = try Command.run(
      quick + [
        "--epochs", "30", "--repeats", "2", "--calibrate", "vector", "--refit", "--output", "run",
        "--json",
      ], in: photos)
    #expect(outcome.status == 0, "\(outcome.messages)")
    let decision = try #require(try outcome.json()["decision"] as? [String: Any])
    let calibration = try #require(decision["calibration"] as? [String: Any])
    #expect(calibration["method"] as? String == "vector")
    let losses = try ["before", "after"].map {
      try #require((calibration[$0] as? [String: Any])?["logLoss"] as? Double)
    }
    #expect(losses.allSatisfy(\.isFinite) && losses[0] != losses[1])
    let rule = try #require(decision["rule"] as? [String: Any])
    #expect(rule["temperature"] == nil || rule["temperature"] is NSNull)
    let vector = try #require(rule["vector"] as? [String: Any])
    let weights = try #require(vector["weights"] as? [Double])
    let biases = try #require(vector["biases"] as? [Double])
    #expect(weights.count == 6 && biases.count == 6)
    // One number for each class, not one for all.
    #expect(Set(weights).count == 6 && Set(biases).count == 6)
    let plain = try Command.run(
      quick + ["--epochs", "30", "--repeats", "2", "--refit", "--output", "plain"], in: photos)
    #expect(plain.status == 0)
    #expect(try photos.data("run/model.safetensors") == photos.data("plain/model.safetensors"))
    let uncalibrated = try probabilities("plain", photos)
    let powers = zip(uncalibrated, zip(weights, biases)).map { $1.0 * log($0) + $1.1 }.map(exp)
    let sum = powers.reduce(0, +)
    let found = try probabilities("run", photos)
    #expect(found.count == 6 && zip(found, uncalibrated).contains { abs($0 - $1) > 1e-3 })
    for (found, power) in zip(found, powers) { #expect(abs(found - power / sum) < 1e-4) }
  }

  @Test func aModelAbstainsWhereItWasToldTo() throws {
    let photos = try Photos()
    let outcome = try Command.run(
      quick + ["--answer-accuracy", "0.9", "--refit", "--output", "run", "--json"], in: photos)
    #expect(outcome.status == 0, "\(outcome.messages)")
    let decision = try #require(try outcome.json()["decision"] as? [String: Any])
    let rule = try #require(decision["rule"] as? [String: Any])
    let least = try #require(rule["leastConfidence"] as? Double)
    let predicted = try Command.run(
      ["predict", "run", "photos", "--csv", "--top", "1"], in: photos)
    let rows = predicted.results.split(separator: "\n").dropFirst()
      .map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    #expect(rows.count == 48)
    for row in rows {
      let confidence = try #require(Double(row[2]))
      #expect(row[3] == (confidence < least ? "" : row[1]))
    }
  }

  @Test func aClassIsTakenFromItsThresholdOn() throws {
    let photos = try Photos()
    for (flags, wanted) in [
      (["--target-precision", "0.9"], "precision"), (["--costs", "1,20"], "meanCost"),
    ] {
      let outcome = try Command.run(
        quick + ["--positive", "face", "--refit", "--output", "run-\(wanted)", "--json"] + flags,
        in: photos)
      #expect(outcome.status == 0, "\(outcome.messages)")
      let decision = try #require(try outcome.json()["decision"] as? [String: Any])
      let judged = try #require(decision["threshold"] as? [String: Any])
      #expect(judged["label"] as? String == "face" && judged[wanted] is Double)
      let rule = try #require(decision["rule"] as? [String: Any])
      let from = try #require((rule["threshold"] as? [String: Any])?["probability"] as? Double)
      let predicted = try Command.run(
        ["predict", "run-\(wanted)", "photos", "--json", "--top", "6"], in: photos
      ).json()
      for prediction in try #require(predicted["predictions"] as? [[String: Any]]) {
        let top = try #require(prediction["top"] as? [[String: Any]])
        let face = try #require(
          top.first { $0["label"] as? String == "face" }?["probability"] as? Double)
        #expect((prediction["answer"] as? String == "face") == (face >= from))
      }
    }
  }

  @Test(arguments: [
    (["--positive", "fish", "--costs", "1,1"], "--positive: expected one of the classes animal"),
    (["--positive", "face"], "--positive: expected a class, with either"),
    (["--target-precision", "0.9"], "--positive: expected a class, with either"),
    (["--positive", "face", "--costs", "1,-1"], "--costs"), (["--costs", "1"], "--costs"),
    (["--answer-accuracy", "1.5"], "--answer-accuracy: expected above 0, at most 1"),
    (["--calibrate", "platt"], "--calibrate"),
    (["--calibrate", "vector", "--holdout", "0.3"], "--repeats: expected 2 or more"),
  ])
  func whatCannotBeDecidedIsRefused(flags: [String], said: String) throws {
    let photos = try Photos(picturesPerClass: 2)
    let outcome = try Command.run(["crossval", "photos", "--folds", "2"] + flags, in: photos)
    #expect(outcome.status == 64, "\(outcome.messages)")
    #expect(outcome.messages.contains(said), "\(outcome.messages)")
  }

  @Test func aRuleThatDoesNotFitItsModelIsRefused() throws {
    let photos = try Photos()
    let made = try Command.run(
      quick + ["--answer-accuracy", "0.5", "--refit", "--output", "run"], in: photos)
    #expect(made.status == 0)
    let text = String(decoding: try photos.data("run/model.json"), as: UTF8.self)
    let number = try #require(text.firstMatch(of: /"leastConfidence" ?: ?[0-9.e-]+/))
    try photos.write(
      text.replacing(number.output, with: #""threshold":{"label":99,"probability":0.5}"#),
      to: "run/model.json")
    let outcome = try Command.run(["predict", "run", "photos/face/0.png"], in: photos)
    #expect(outcome.status == 65 && outcome.messages.contains("decision do not fit each other"))
  }
}
