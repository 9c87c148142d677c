import Testing

@testable import Datasets

@Suite struct ItemTests {
  /// `printf 'cat/1.jpg' | sha256sum`, its first eight bytes from last to first.
  @Test func identifierIsTheStartOfTheHashOfTheRelativePath() {
    #expect(Item.identifier(ofRelativePath: "") == 0x141c_fc98_42c4_b0e3)
    #expect(Item.identifier(ofRelativePath: "cat/1.jpg") == 0xc8d6_ef9d_bf07_4a63)
  }

  @Test func identifierDependsOnNothingButTheRelativePath() {
    let here = Item(path: "/here/a/1.jpg", relativePath: "a/1.jpg", label: 0)
    let there = Item(
      path: "/there/a/1.jpg", relativePath: "a/1.jpg", label: 3, group: "g", weight: 2)
    #expect(here.identifier == there.identifier)
    #expect(here.identifier == Item.identifier(ofRelativePath: "a/1.jpg"))
    #expect(here.relabelled(5).identifier == here.identifier)
    #expect(here.grouped("g").identifier == here.identifier)
  }

  @Test func standsAloneAndCountsOnceByDefault() {
    let item = Item(path: "/a/1.jpg", relativePath: "a/1.jpg", label: 0)
    #expect(item.group == nil)
    #expect(item.weight == 1)
  }
}
