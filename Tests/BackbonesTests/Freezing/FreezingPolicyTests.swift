import Backbones
import Foundation
import Names
import Testing

@Suite struct FreezingPolicyTests {
  @Test(arguments: [
    ("all", FreezingPolicy.all), ("none", .nothing), ("until:layer3", .until(stage: "layer3")),
    ("stages:2", .stages(2)),
    ("match:conv1.*,*.bn?.bias", .match([NamePattern("conv1.*"), NamePattern("*.bn?.bias")])),
    ("gradual:3", .gradual(epochs: 3)),
  ])
  func textAndPolicyAreTheSame(text: String, policy: FreezingPolicy) throws {
    #expect(try FreezingPolicy(text) == policy)
    #expect(policy.description == text)
    let json = try JSONEncoder().encode([policy])
    #expect(try JSONDecoder().decode([String].self, from: json) == [text])
    #expect(try JSONDecoder().decode([FreezingPolicy].self, from: json) == [policy])
  }

  @Test(arguments: [
    ("nnoe", ["no freezing policy nnoe", "did you mean none?", "until:STAGE", "gradual:EPOCHS"]),
    ("stage:2", ["no freezing policy stage:2", "did you mean stages?"]),
    ("everything", ["no freezing policy everything", "all, none, until:STAGE"]),
    ("", ["all, none"]),
    ("all:3", ["all", "expected nothing behind it", "\"3\""]),
    ("until", ["until:STAGE", "the name of a stage", "nothing"]),
    ("until:", ["until:STAGE", "the name of a stage"]),
    ("stages:0", ["stages:N", "from 1", "\"0\""]),
    ("stages:two", ["stages:N", "\"two\""]),
    ("match:", ["match:GLOB", "names of parameters"]),
    ("match:a,,b", ["match:GLOB", "\"a,,b\""]),
    ("gradual:0", ["gradual:EPOCHS", "1 to 100000", "\"0\""]),
    ("gradual:-1", ["gradual:EPOCHS", "\"-1\""]),
    ("gradual:9223372036854775807", ["gradual:EPOCHS", "1 to 100000"]),
  ])
  func whatIsNoPolicyIsAnsweredWithWhatIs(text: String, parts: [String]) throws {
    let error = #expect(throws: BackboneError.self) { try FreezingPolicy(text) }
    for part in parts { #expect("\(try #require(error))".contains(part), "\(part)") }
    let json = try JSONEncoder().encode([text])
    let undecoded = #expect(throws: DecodingError.self) {
      try JSONDecoder().decode([FreezingPolicy].self, from: json)
    }
    #expect("\(try #require(undecoded))".contains(parts[0]))
  }

  @Test(arguments: [
    ("*", "", true), ("*", "a.b", true), ("a*c", "a.b.c", true), ("a*c", "abcd", false),
    ("a*b*c", "axbxbxc", true), ("a?c", "abc", true), ("a?c", "ac", false), ("?", "", false),
    ("", "", true), ("", "a", false), ("*.bn1.*", "layer1.0.bn1.weight", true),
    ("*.bn1.*", "bn1.weight", false), ("conv1", "conv1.weight", false), ("CONV*", "conv1", false),
    ("*a", "ba", true), ("*aab", "aaab", true), ("a**", "a", true),
  ])
  func starsStandForAnyLettersAndQuestionMarksForOne(
    pattern: String, name: String, matches: Bool
  ) {
    #expect(NamePattern(pattern).matches(name) == matches)
  }

  @Test func aPatternOfManyStarsIsNoTrap() {
    let pattern = NamePattern(String(repeating: "*a", count: 30) + "b")
    #expect(!pattern.matches(String(repeating: "a", count: 2_000)))
  }
}
