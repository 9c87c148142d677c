import Testing

@testable import Datasets

@Suite struct ClassOrderTests {
  @Test func sortedOrderIsThatOfCodePoints() {
    let names = ["class10", "class2", "éclair", "Zebra", "apple", "zoo", "Ä", "a"]
    // Python: sorted(names)
    #expect(
      ClassOrder.sorted.classes(from: names)
        == ["Zebra", "a", "apple", "class10", "class2", "zoo", "Ä", "éclair"])
  }

  @Test func naturalOrderCountsDigitsByValue() {
    #expect(
      ClassOrder.natural.classes(from: ["class10", "class2", "class1", "class02", "b", "class2b"])
        == ["b", "class1", "class2", "class02", "class2b", "class10"])
    #expect(
      ClassOrder.natural.classes(from: ["10", "9", "010", "a", "1.10", "1.9"])
        == ["1.9", "1.10", "9", "10", "010", "a"])
  }

  @Test func naturalOrderComparesNumbersOfAnyLength() {
    let (small, large) = (
      "n" + String(repeating: "9", count: 40), "n1" + String(repeating: "0", count: 40)
    )
    #expect(NaturalOrder.precedes(small, large))
    #expect(!NaturalOrder.precedes(large, small))
  }

  @Test func naturalOrderIsATotalOrderOfDifferentNames() {
    let names = ["", "0", "00", "1", "01", "a", "a0", "a00", "a1b", "a01b", "a01a", "a1", "b"]
    for first in names {
      #expect(!NaturalOrder.precedes(first, first))
      for second in names where first != second {
        #expect(NaturalOrder.precedes(first, second) != NaturalOrder.precedes(second, first))
        for third in names
        where NaturalOrder.precedes(first, second) && NaturalOrder.precedes(second, third) {
          #expect(NaturalOrder.precedes(first, third), "\(first) \(second) \(third)")
        }
      }
    }
  }

  @Test func namesThatDifferOnlyInCompositionAreOneClass() {
    let classes = ClassOrder.sorted.classes(from: ["\u{e9}", "e\u{301}"])
    #expect(classes.map { Array($0.unicodeScalars) } == [["e", "\u{301}"]])
  }

  @Test func storedOrderMustHaveTheSameClasses() {
    #expect(throws: DatasetError.classesDiffer(missing: ["owl"], extra: ["ant", "bee"])) {
      try ClassOrder.check(stored: ["cat", "owl"], found: ["ant", "bee", "cat"])
    }
  }

  @Test func storedOrderMustBeTheSameOrder() throws {
    #expect(throws: DatasetError.classOrderDiffers(index: 1, stored: "c2", found: "c10")) {
      try ClassOrder.check(stored: ["c1", "c2", "c10"], found: ["c1", "c10", "c2"])
    }
    try ClassOrder.check(stored: ["c1", "c2"], found: ["c1", "c2"])
  }
}
