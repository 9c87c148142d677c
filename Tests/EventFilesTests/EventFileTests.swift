import Files
import Foundation
import Testing

@testable import EventFiles

@Suite struct EventFileTests {
  @Test func theFirstEventSaysWhichFormatItIs() throws {
    let folder = try TemporaryFolder()
    let before = Date().timeIntervalSince1970
    let file = try EventFile(folder: folder.path)
    let events = try EventFileReader.events(of: InputFile.contents(of: file.path))
    #expect(events.count == 1)
    #expect(events.first?.fileVersion == "brain.Event:2")
    #expect(events.first?.sourceMetadata.writer == "graft")
    let time = try #require(events.first?.wallTime)
    #expect(time >= before && time <= Date().timeIntervalSince1970)
    let name = try #require(file.path.split(separator: "/").last)
    #expect(EventFile.isName(String(name)))
    #expect(name.wholeMatch(of: /events\.out\.tfevents\.\d{10}\..+\.\d+\.0/) != nil)
  }

  @Test func everyKindOfValueIsRead() throws {
    let folder = try TemporaryFolder()
    let file = try EventFile(folder: folder.path)
    try file.add(scalar: 0.1, tag: "loss/train", step: 7)
    try file.add(png: [1, 2, 3], width: 4, height: 5, tag: "view", step: 8)
    try file.add(histogram: Histogram(of: [1, 2, 4], buckets: 3), tag: "weights", step: 9)
    try file.flush()
    let events = try EventFileReader.events(of: InputFile.contents(of: file.path)).dropFirst()
    #expect(events.map(\.step) == [7, 8, 9])
    let values = events.flatMap(\.summary.value)
    #expect(values.map(\.tag) == ["loss/train", "view", "weights"])
    #expect(values[0].simpleValue == 0.1)
    #expect(values[1].image.width == 4 && values[1].image.height == 5)
    #expect(values[1].image.colorspace == 3)
    #expect(Array(values[1].image.encodedImageString) == [1, 2, 3])
    let histogram = values[2].histo
    #expect([histogram.min, histogram.max, histogram.num] == [1, 4, 3])
    #expect([histogram.sum, histogram.sumSquares] == [7, 21])
    #expect(histogram.bucketLimit == [2, 3, 4])
    #expect(histogram.bucket == [1, 1, 1])
  }

  @Test func nothingIsInTheFileBeforeItIsFlushedAndAllOfItAfterwards() throws {
    let folder = try TemporaryFolder()
    let file = try EventFile(folder: folder.path)
    try file.add(scalar: 1, tag: "a", step: 1)
    #expect(try EventFileReader.events(of: InputFile.contents(of: file.path)).count == 1)
    for step in 2...4 {
      try file.flush()
      let events = try EventFileReader.events(of: InputFile.contents(of: file.path))
      #expect(events.count == step)
      try file.add(scalar: 1, tag: "a", step: step)
    }
  }

  @Test func everyChangedBitIsNoticed() throws {
    let folder = try TemporaryFolder()
    let file = try EventFile(folder: folder.path)
    try file.add(scalar: 1, tag: "a", step: 1)
    try file.flush()
    let bytes = try InputFile.contents(of: file.path)
    #expect(try EventFileReader.events(of: bytes).count == 2)
    for position in bytes.indices {
      var damaged = bytes
      damaged[position] ^= 1 << (position % 8)
      #expect(throws: EventFileReader.Broken.self, "byte \(position)") {
        try EventFileReader.events(of: damaged)
      }
    }
  }

  @Test func aRunThatGoesOnTakesAnotherFileAndSaysFromWhere() throws {
    let folder = try TemporaryFolder()
    let first = try EventFile(folder: folder.path)
    let second = try EventFile(folder: folder.path, discardingFrom: 3)
    #expect(first.path != second.path)
    let events = try EventFileReader.events(of: InputFile.contents(of: second.path))
    #expect(events.count == 2)
    #expect(events.last?.step == 3)
    #expect(events.last?.sessionLog.status == .start)
  }

  @Test func aFolderThatIsNotThereIsAnError() throws {
    let folder = try TemporaryFolder()
    #expect(throws: FileError.self) { try EventFile(folder: folder.path + "/none") }
  }
}
