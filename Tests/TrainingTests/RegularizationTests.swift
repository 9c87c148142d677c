import Foundation
import Testing

@testable import Training

@Suite struct SoftTargetsTests {
  /// The loss of PyTorch's own smoothing, from the targets.
  @Test func smoothingIsPyTorchs() throws {
    let expected = try Fixtures.load().smoothing
    let targets = SoftTargets(smoothing: expected.smoothing, classes: 3)
    for (row, logits) in expected.logits.enumerated() {
      let target = withBuffer([9, 9, 9]) { targets.fill($0, label: expected.labels[row]) }.end
      #expect(abs(target.reduce(0, +) - 1) < 1e-6)
      let total = log(logits.reduce(0) { $0 + exp($1) })
      let loss = zip(target, logits).reduce(0) { $0 + Double($1.0) * (total - $1.1) }
      #expect(abs(loss - expected.losses[row]) < 1e-6)
    }
  }

  @Test func withoutSmoothingATargetIsASingleOne() {
    let targets = SoftTargets(smoothing: 0, classes: 7)
    #expect(
      withBuffer([Float](repeating: 9, count: 7)) { targets.fill($0, label: 2) }.end
        == [0, 0, 1, 0, 0, 0, 0])
  }
}

@Suite struct ClassWeightsTests {
  private let classes = ["cat", "dog", "rare", "none"]

  /// scikit-learn: `compute_class_weight("balanced")` gives `8 / (3 · [4, 3, 1])`.
  @Test func balancedOnesMakeClassesEqual() {
    let counts = [4, 3, 1, 0]
    let values = ClassWeights.balanced.values(classes: classes, counts: counts)
    for (value, count) in zip(values, counts) where count > 0 {
      #expect(abs(Double(value) * Double(count) - 8.0 / 3) < 1e-6)
    }
    #expect(values[3] == 1)
  }

  @Test func listedOnesAreByLabelAndOneWhereNoneIsGiven() {
    let weights = ClassWeights.listed(weights: ["rare": 5, "cat": 0.5])
    #expect(weights.values(classes: classes, counts: [1, 1, 1, 1]) == [0.5, 1, 5, 1])
    #expect(ClassWeights.equal.values(classes: [], counts: [1, 9]) == [1, 1])
  }

  @Test func anUnknownLabelIsNamedWithThoseThatThereAre() {
    let error = #expect(throws: TrainingError.self) {
      try ClassWeights.listed(weights: ["cta": 2]).validate(classes: classes)
    }
    #expect(error?.description.contains("cta") == true)
    #expect(error?.description.contains("cat, dog") == true)
  }

  @Test(arguments: [0, -1, .nan, .infinity]) func aWeightIsAboveZero(weight: Double) {
    #expect(throws: TrainingError.self) {
      try ClassWeights.listed(weights: ["cat": weight]).validate()
    }
  }
}

@Suite struct SamplerTests {
  /// Of class 0 there are 60, of class 1 30, of class 2 7.
  private let labels = (0..<97).map { $0 < 60 ? 0 : $0 < 90 ? 1 : 2 }
  private let identifiers = (0..<97).map { UInt64($0) &* 0x9E37_79B9_7F4A_7C15 }

  private func draw(
    _ items: [Int], seed: UInt64 = 1, epoch: Int = 1, sampler: Sampler = .balanced
  ) -> [Int] {
    sampler.items(of: items, labels: labels, identifiers: identifiers, seed: seed, epoch: epoch)
  }

  @Test func everyClassIsDrawnAsOften() {
    for epoch in 1...6 {
      let drawn = draw(Array(0..<97), epoch: epoch)
      #expect(drawn.count == 97)
      let counts = (0..<3).map { label in drawn.count { labels[$0] == label } }
      #expect(counts.allSatisfy { $0 == 32 || $0 == 33 })
    }
    // What is left over goes round.
    let favoured = (1...3).map { epoch in
      (0..<3).first { label in
        draw(Array(0..<97), epoch: epoch).count { labels[$0] == label } == 33
      }
    }
    #expect(Set(favoured).count == 3)
  }

  @Test func anItemOfASmallClassIsDrawnAsOftenAsItsNeighbours() {
    let counts = Dictionary(grouping: draw(Array(0..<97))) { $0 }.mapValues(\.count)
    for item in 90..<97 { #expect([4, 5].contains(counts[item])) }
    for item in 60..<90 { #expect([1, 2].contains(counts[item])) }
    #expect((0..<60).allSatisfy { (counts[$0] ?? 0) <= 1 })
  }

  /// Neither validation nor test items come in, whatever their classes need.
  @Test func onlyTheGivenItemsAreDrawn() {
    let training = (0..<97).filter { $0 % 3 != 0 }
    #expect(Set(draw(training)).isSubset(of: training))
    #expect(draw(training).count == training.count)
  }

  @Test func epochsAndSeedsDrawOtherItemsAndTheSameOnesTheSame() {
    let all = Array(0..<97)
    #expect(draw(all) == draw(all))
    #expect(draw(all).sorted() == draw(all.reversed()).sorted())
    #expect(Set(draw(all)) != Set(draw(all, epoch: 4)))
    #expect(Set(draw(all)) != Set(draw(all, seed: 2)))
    // In time every item of a large class is seen.
    #expect(Set((1...30).flatMap { draw(all, epoch: $0) }) == Set(all))
  }

  @Test func classesOfOneSizeComeWholeAndOnce() {
    let items = Array(0..<7) + Array(60..<67) + Array(90..<97)
    #expect(draw(items).sorted() == items)
  }

  @Test func withoutBalancingEachItemComesOnce() {
    #expect(draw([5, 3, 9], sampler: .each) == [5, 3, 9])
  }

  @Test func repeatedItemsAreApartInOrderAndNames() {
    let items = (0..<40).map { $0 % 10 }
    let order = BatchOrder(
      items: items, identifiers: identifiers, batchSize: 8, seed: 1, epoch: 1)
    #expect(order.batches.flatMap { $0 }.sorted() == items.sorted())
    let names = order.batches.indices.flatMap {
      order.rowNames(ofBatch: $0, identifiers: identifiers, epoch: 1)
    }
    #expect(Set(names).count == 40)
    let places = order.batches.flatMap { $0 }
    #expect(zip(places, places.dropFirst()).count { $0 == $1 } < 15)
    // The first visit is as it would be alone.
    let alone = BatchOrder(
      items: Array(0..<10), identifiers: identifiers, batchSize: 40, seed: 1, epoch: 1)
    let firsts = zip(places, order.occurrences.flatMap { $0 }).filter { $0.1 == 0 }.map(\.0)
    #expect(alone.batches.flatMap { $0 } == firsts)
  }
}
