import Backbones
import Embedded
import Files
import Foundation
import Testing

@Suite struct CardTests {
  private func bytes(_ name: String) throws -> Data {
    Data(try InputFile.contents(of: FixtureFolder.pretrained + "/" + name))
  }

  private func parse(_ data: Data, file: String) throws -> Card {
    try data.withUnsafeBytes { try Pretrained.parse($0, file: file) }
  }

  @Test func everyFileOfPretrainedIsInsideTheProgramAsItIs() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: FixtureFolder.pretrained)
      .filter { [".json", ".txt", ".safetensors"].contains(where: $0.hasSuffix) }
    #expect(names.count > 20)
    for name in names {
      let embedded = try #require(EmbeddedFiles.bytes(named: name), "\(name) is not embedded")
      #expect(Data(embedded) == (try bytes(name)), "\(name) is embedded as it was once")
    }
    // The rest are augmentation policies and what pages are made of.
    let embedded = EmbeddedFiles.names.filter {
      !$0.hasSuffix(".yaml") && !$0.hasSuffix(".js") && $0 != "vega-copyright"
    }
    #expect(Set(embedded) == Set(names))
    #expect(embedded.count == names.count)
  }

  @Test func everyCardIsReadAndSorted() throws {
    let cards = try Pretrained.cards()
    #expect(cards.map(\.name) == cards.map(\.name).sorted())
    #expect(Set(cards.map(\.architecture)) == Set(Architecture.allCases))
    for card in cards {
      let network = try Backbone(
        card.architecture, height: card.preprocessing.height, width: card.preprocessing.width)
      let grafted = try network.grafted(head: Head(kind: card.head, classes: 2))
      #expect(grafted.outputShape == [2])
      #expect(try Pretrained.card(named: card.name) == card)
      let text = try JSONEncoder().encode(card)
      #expect(try JSONDecoder().decode(Card.self, from: text) == card)
    }
  }

  @Test func cardsOfWholeClassifiersNameTheirClasses() throws {
    for card in try Pretrained.cards() {
      let names = try Pretrained.classNames(of: card)
      #expect(names == nil || names?.count == 1000)
      #expect(card.topOnePercent == nil || names != nil)
    }
    let names = try Pretrained.classNames(of: Pretrained.card(named: "resnet50"))
    #expect(names?.first == "tench")
    #expect(try Pretrained.classNames(of: Pretrained.card(named: "vgg16_caffe")) == nil)
  }

  @Test func torchvisionsHashIsInTheFilesName() throws {
    for card in try Pretrained.cards() where card.keys == .torchvision {
      #expect(card.source.fileName.contains("-\(card.hash.digits).pth"))
    }
  }

  @Test func theEmbeddedWeightsAreThoseOfTheCard() throws {
    let embedded = try #require(try Pretrained.card(named: "efficientnet_lite0").embedded)
    let bytes = try #require(EmbeddedFiles.bytes(named: embedded.file))
    #expect(embedded.hash.matches(ExpectedHash.sha256(of: bytes)))
  }

  @Test func inceptionsCardSaysWhatTransformInputDoes() throws {
    let preprocessing = try Pretrained.card(named: "inception_v3").preprocessing
    #expect(preprocessing.mean == [0.5, 0.5, 0.5])
    #expect(preprocessing.standardDeviation == [0.5, 0.5, 0.5])
    #expect(preprocessing.width == 299)
  }

  @Test func anUnknownNameIsAnsweredWithTheNearest() {
    #expect(throws: BackboneError.unknownCard(name: "resnet50_v3", nearest: "resnet50_v2")) {
      try Pretrained.card(named: "resnet50_v3")
    }
  }

  private static let hostile: [(key: String, value: String)] = [
    ("name", #""../resnet18""#), ("name", #""a/b""#), ("name", #"".hidden""#), ("name", "7"),
    ("name", #""another""#), ("name", #""""#), ("architecture", #""resnet17""#),
    ("source", #"{"address": "file:///etc/passwd"}"#), ("source", #"{"address": "https://"}"#),
    ("source", #"{"address": "https://example.org/"}"#), ("source", #"{"address": ""}"#),
    ("source", #"{"package": "pypi:a==1", "path": "../b"}"#),
    ("source", #"{"package": "pypi:a==1", "path": "/b"}"#),
    ("source", #"{"package": "pypi:a; rm -rf", "path": "b"}"#),
    ("source", #"{"package": "a==1", "path": "b"}"#), ("source", "{}"), ("byteCount", "-1"),
    ("byteCount", "1e300"), ("approximateMegabytes", "0"), ("sha256Prefix", #""zzzzzzzz""#),
    ("sha256Prefix", #""abc""#), ("sha256", #""f37072fd""#), ("topOnePercent", "101"),
    ("embedded", #"{"file": "../x", "sha256": "f37072fd"}"#), ("head", #""square""#),
    ("classes", #""../../etc/passwd""#), ("keys", #""other""#), ("licence", "null"),
    ("preprocessing", "{}"),
  ]

  @Test(arguments: hostile)
  func aHostileCardIsRefusedWithTheFieldAtFault(key: String, value: String) throws {
    var card = try #require(
      try JSONSerialization.jsonObject(with: bytes("resnet18.json")) as? [String: Any])
    card[key] = try JSONSerialization.jsonObject(
      with: Data(value.utf8), options: .fragmentsAllowed)
    let data = try JSONSerialization.data(withJSONObject: card)
    #expect {
      try parse(data, file: "resnet18.json")
    } throws: { error in
      guard case BackboneError.invalidCard(let file, let reason) = error else { return false }
      return file == "resnet18.json" && !reason.isEmpty
    }
  }

  @Test func aCardWithoutAHashIsRefused() throws {
    var card = try #require(
      try JSONSerialization.jsonObject(with: bytes("resnet18.json")) as? [String: Any])
    card["sha256Prefix"] = nil
    let data = try JSONSerialization.data(withJSONObject: card)
    #expect(throws: BackboneError.self) { try parse(data, file: "resnet18.json") }
  }

  @Test(arguments: ["", "{", "[]", "null", "\u{0}", String(repeating: "[", count: 100_000)])
  func whatIsNoObjectIsRefused(text: String) {
    #expect(throws: BackboneError.self) { try parse(Data(text.utf8), file: "x.json") }
  }
}
