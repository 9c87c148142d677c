import Testing

@testable import Names

@Suite struct NearestNameTests {
  @Test(arguments: [
    ("", "", 0), ("resnet", "resnet", 0), ("", "abc", 3), ("abc", "", 3), ("kitten", "sitting", 3),
    ("ab", "ba", 1), ("vgg61", "vgg16", 1), ("ca", "abc", 3),
  ])
  func distancesCountSingleMistakes(first: String, second: String, distance: Int) {
    #expect(NearestName.distance(first, second) == distance)
    #expect(NearestName.distance(second, first) == distance)
  }

  @Test func onlyWhatIsCloseIsSuggested() {
    let names = ["resnet18", "resnet50", "vgg16"]
    #expect(NearestName.of("ResNet-50", among: names) == "resnet50")
    #expect(NearestName.of("vgg", among: names) == "vgg16")
    #expect(NearestName.of("bert", among: names) == nil)
    #expect(NearestName.of("anything", among: []) == nil)
  }
}
