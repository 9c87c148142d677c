import Testing

/// The fixtures are whole, and the comparison with them finds what is wrong.
@Suite struct TrainingParityFixtureTests {
  @Test(arguments: TrainingParityFixture.architectures)
  func everyPolicyAndModeIsThere(architecture: String) throws {
    let fixture = try TrainingParityFixture.of(architecture)
    #expect(fixture.architecture == architecture)
    let modes = fixture.statistics.isEmpty ? ["frozen"] : ["frozen", "adapt", "train"]
    let policies = Set(fixture.runs.map(\.freeze))
    #expect(policies.count == 4)
    #expect(policies.isSuperset(of: ["none", "all"]))
    for policy in policies {
      #expect(
        fixture.runs.filter { $0.freeze == policy }.map(\.batchNorm)
          == (policy.hasPrefix("match:") ? ["frozen"] : modes))
    }
    #expect(fixture.labels.count == fixture.input[0])
    #expect(try fixture.startDigests().count == fixture.parameters.count + fixture.statistics.count)
  }

  @Test(arguments: TrainingParityFixture.architectures)
  func everyRunIsWholeAndNoGradientVanishes(architecture: String) throws {
    let fixture = try TrainingParityFixture.of(architecture)
    for run in fixture.runs {
      let trained = try fixture.trained(run)
      #expect(run.freeze != "none" || trained == fixture.parameters)
      #expect(run.freeze != "all" || trained == ["head.output.bias", "head.output.weight"])
      let expected = try fixture.expected(run)
      #expect(expected.losses.count == 3)
      #expect(expected.gradients.count == 3)
      #expect(expected.logits.count == 3 * fixture.input[0] * fixture.classes)
      #expect(
        Set(expected.movements.keys) == (run.batchNorm == "frozen" ? [] : Set(fixture.statistics)))
      for gradients in expected.gradients {
        #expect(Set(gradients.keys) == Set(trained))
        // A norm in `train` mode takes away what the bias before it adds.
        let vanishing = gradients.filter { $0.value.norm < 1e-5 }.keys
        #expect(run.batchNorm == "train" || vanishing.isEmpty, "\(architecture): \(vanishing)")
      }
    }
  }

  @Test(arguments: TrainingParityFixture.architectures)
  func singlePrecisionIsNearEverywhere(architecture: String) throws {
    for run in try TrainingParityFixture.of(architecture).runs {
      let off = run.singlePrecision
      #expect(off.loss < 1e-5 && off.logits < 1e-5, "\(architecture) \(run.testDescription)")
      // Five pictures through a hundred layers that each normalize by them: PyTorch's own single precision
      // strays that far from its double.
      let isChaotic = architecture == "inception_v3" && run.batchNorm == "train"
      #expect(off.gradient < (isChaotic ? 1e-3 : 3e-4))
      #expect(off.worstGradient < (isChaotic ? 3e-2 : 3e-3))
      #expect(off.change < 2e-4 && off.worstChange < 2e-3)
      #expect((off.worstMovement != nil) == (run.batchNorm != "frozen"))
      #expect(off.worstMovement ?? 0 < 3e-4)
    }
  }

  private func outcome() throws -> (
    fixture: TrainingParityFixture, run: TrainingParityFixture.Run, expected: TrainingParityOutcome
  ) {
    let fixture = try TrainingParityFixture.of("resnet18")
    let run = try #require(
      fixture.runs.first { $0.freeze == "until:layer2" && $0.batchNorm == "adapt" })
    return (fixture, run, try fixture.expected(run))
  }

  private func excess(_ change: (inout TrainingParityOutcome) throws -> Void) throws -> [String] {
    let (fixture, run, expected) = try outcome()
    var found = expected
    try change(&found)
    return found.errors(against: expected, start: try fixture.startDigests())
      .excess(over: run.singlePrecision, factor: 10)
  }

  @Test func whatIsExpectedIsNotOff() throws {
    #expect(try excess { _ in }.isEmpty)
  }

  @Test func oneWrongGradientOfManyIsFound() throws {
    let found = try excess { outcome in
      let gradient = try #require(outcome.gradients[2]["layer4.1.conv2.weight"])
      outcome.gradients[2]["layer4.1.conv2.weight"] = TensorDigest(
        numbers: gradient.numbers.map { $0 * 1.01 })
    }
    #expect(found.count == 1 && found[0].hasPrefix("worst gradient"), "\(found)")
  }

  @Test func besideKinksOnlyALargeErrorOfOneGradientIsFound() throws {
    let (fixture, run, expected) = try outcome()
    let start = try fixture.startDigests()
    for (factor, isFound) in [(1.01, false), (1.1, true)] {
      var found = expected
      found.gradients[2]["layer4.1.conv2.weight"] = TensorDigest(
        numbers: try #require(expected.gradients[2]["layer4.1.conv2.weight"]).numbers
          .map { $0 * factor })
      let excess = found.errors(against: expected, start: start).excess(
        over: run.singlePrecision, factor: 10,
        floors: TrainingParityErrors.floorsWithWinograd)
      #expect(excess.isEmpty != isFound, "\(excess)")
    }
  }

  @Test func allGradientsALittleOffAreFound() throws {
    let found = try excess { outcome in
      outcome.gradients = outcome.gradients.map { step in
        step.mapValues { TensorDigest(numbers: $0.numbers.map { $0 * 1.00008 }) }
      }
    }
    #expect(found.contains { $0.hasPrefix("median gradient") }, "\(found)")
  }

  @Test func aMissingGradientAndOneTooManyAreFound() throws {
    let missing = try excess { $0.gradients[0]["head.output.bias"] = nil }
    #expect(missing.contains { $0.hasPrefix("worst gradient") })
    let frozen = try excess {
      $0.gradients[0]["conv1.weight"] = $0.gradients[0]["head.output.bias"]
    }
    #expect(frozen.contains { $0.hasPrefix("worst gradient") })
    let step = try excess { $0.gradients.removeLast() }
    #expect(step.contains { $0.hasPrefix("worst gradient") })
  }

  @Test func aChangeOfWhatIsFrozenIsFound() throws {
    let found = try excess { $0.changes["conv1.weight"] = $0.changes["head.output.bias"] }
    #expect(found.contains { $0.hasPrefix("worst change") })
  }

  /// Over 20 values or more, a biased variance is at most a twentieth less.
  @Test func aBiasedVarianceIsFound() throws {
    let found = try excess { outcome in
      let name = "layer4.1.bn2.running_var"
      let movement = try #require(outcome.movements[name])
      outcome.movements[name] = TensorDigest(numbers: movement.numbers.map { $0 * 0.99 })
    }
    #expect(found.count == 1 && found[0].hasPrefix("worst movement"), "\(found)")
  }

  @Test func statisticsThatStayOrMoveAgainstTheModeAreFound() throws {
    #expect(try excess { $0.movements = [:] } != [])
    let fixture = try TrainingParityFixture.of("resnet18")
    let run = try #require(fixture.runs.first { $0.batchNorm == "frozen" })
    let expected = try fixture.expected(run)
    var found = expected
    found.movements = try outcome().expected.movements
    let excess = found.errors(against: expected, start: try fixture.startDigests())
      .excess(over: run.singlePrecision, factor: 10)
    #expect(excess == ["worst movement: something moved that should stay"])
  }

  @Test func aWrongLossAndWrongLogitsAreFound() throws {
    let loss = try excess { $0.losses[1] *= 1.001 }
    #expect(loss.count == 1 && loss[0].hasPrefix("loss"), "\(loss)")
    let logits = try excess { $0.logits[30] += 0.01 }
    #expect(logits.count == 1 && logits[0].hasPrefix("logits"), "\(logits)")
    let broken = try excess { $0.losses[0] = .nan }
    #expect(broken.count == 1 && broken[0].hasPrefix("loss"), "\(broken)")
  }
}
