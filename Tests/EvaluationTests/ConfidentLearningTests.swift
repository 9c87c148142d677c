import Testing

@testable import Evaluation

/// Against cleanlab's answers, and by hand.
@Suite struct ConfidentLearningTests {
  private func learning() throws -> (ConfidentLearning, Fixtures.LabelErrorCase) {
    let fixture = try Fixtures.labelErrors()
    let predictions = try Predictions(
      probabilities: fixture.probabilities, labels: fixture.labels,
      classCount: fixture.classCount)
    return (ConfidentLearning(predictions), fixture)
  }

  @Test func thresholdsAndConfidentCountsAreCleanlabs() throws {
    let (learning, fixture) = try learning()
    #expect(learning.counts == fixture.counts)
    for (threshold, expected) in zip(learning.thresholds, fixture.thresholds) {
      #expect(abs(try #require(threshold) - expected) < 1e-9)
    }
  }

  /// cleanlab rounds each entry to whole items.
  @Test func theJointIsCleanlabsToWithinAnItem() throws {
    let (learning, fixture) = try learning()
    for (row, expected) in zip(learning.joint, fixture.joint) {
      for (share, rounded) in zip(row, expected) {
        #expect(abs(share - rounded) <= 1 / Double(fixture.labels.count))
      }
    }
    #expect(abs(learning.joint.joined().reduce(0, +) - 1) < 1e-12)
    let diagonal = fixture.joint.indices.reduce(0) { $0 + fixture.joint[$1][$1] }
    #expect(abs(learning.noise - (1 - diagonal)) < 0.02)
  }

  @Test func changedLabelsAreFoundAsCleanlabFindsThem() throws {
    let (learning, fixture) = try learning()
    let suspects = Set(learning.suspects.map(\.item))
    let common = suspects.intersection(fixture.issues).count
    // Rounding decides about the last one of an entry.
    #expect(common >= fixture.issues.count - 2 && suspects.count <= fixture.issues.count + 2)
    #expect(suspects.intersection(fixture.flipped).count * 10 >= fixture.flipped.count * 7)
  }

  @Test func suspectsStandByMarginWithWhatTheyProbablyAre() throws {
    // Three of each class; the last of class 0 looks like class 1.
    let predictions = try Predictions(
      probabilities: [0.9, 0.1, 0.8, 0.2, 0.05, 0.95, 0.1, 0.9, 0.15, 0.85, 0.3, 0.7],
      labels: [0, 0, 0, 1, 1, 1], classCount: 2)
    let learning = ConfidentLearning(predictions)
    // Means: (0.9 + 0.8 + 0.05) / 3 and (0.9 + 0.85 + 0.7) / 3.
    #expect(abs(try #require(learning.thresholds[0]) - 1.75 / 3) < 1e-12)
    #expect(abs(try #require(learning.thresholds[1]) - 2.45 / 3) < 1e-12)
    // 0.7 reaches neither threshold.
    #expect(learning.counts == [[2, 1], [0, 2]])
    #expect(learning.suspects.map(\.item) == [2])
    #expect(learning.suspects.map(\.suggestion) == [1])
    #expect(abs(try #require(learning.suspects.first?.margin) - 0.9) < 1e-12)
    #expect(abs(learning.noise - 1.0 / 6) < 1e-12)
  }

  @Test func labelsThatFitAreNotSuspected() throws {
    let predictions = try Predictions(
      probabilities: [0.9, 0.1, 0.8, 0.2, 0.1, 0.9, 0.3, 0.7], labels: [0, 0, 1, 1],
      classCount: 2)
    let learning = ConfidentLearning(predictions)
    #expect(learning.suspects.isEmpty)
    #expect(learning.noise == 0)
  }

  @Test func aClassWithoutItemsHasNoThresholdAndIsNeverSuggested() throws {
    let predictions = try Predictions(
      probabilities: [0.1, 0.2, 0.7, 0.8, 0.1, 0.1, 0.2, 0.7, 0.1], labels: [0, 0, 1],
      classCount: 3)
    let learning = ConfidentLearning(predictions)
    #expect(learning.thresholds[2] == nil)
    #expect(learning.suspects.allSatisfy { $0.suggestion != 2 })
  }
}
