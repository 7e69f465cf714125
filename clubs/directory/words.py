"""Kind words: those printed on cards, and those nicknames are made of."""

# Short, easy to spell at nine, never two that differ by one letter only.
CARD_WORDS = tuple(
    """
    acorn anchor banana basket beach biscuit blanket blossom bottle bridge broccoli bubble bucket
    button cabin camera candle canoe carrot castle cherry chestnut cinnamon clover coconut compass
    cookie copper cricket crystal cushion daisy dolphin dragon dream eagle echo feather fern festival
    finger flamingo forest fountain galaxy garden ginger giraffe glitter goose grape guitar hammock
    harbour hazelnut helmet honey island jacket jelly jigsaw jungle kangaroo kettle kitten koala
    ladder lantern lemon library lighthouse lizard lobster magnet mango maple marble meadow melon
    mirror mitten monkey mountain muffin mushroom nectar noodle ocean octopus orange orchard otter
    paddle pancake panda parrot peach peanut pebble pelican penguin pepper piano picnic pillow
    pineapple planet pocket popcorn potato pudding puddle pumpkin puppet puzzle rabbit rainbow raspberry
    ribbon river robin rocket saddle salmon sandwich sapphire scarf shadow shelter silver skipping
    snowman sparrow spinach spiral squirrel starfish sunflower sunset teapot thunder tiger tomato
    treasure trumpet tulip tunnel turnip umbrella velvet violin waffle walnut waterfall whistle willow
    window winter wizard yoghurt zebra zipper
    """.split()  # noqa: SIM905 - a block of words is read and amended more easily
)
NICKNAME_FIRST = tuple(
    """
    Amber Azure Brave Bright Brisk Calm Clever Copper Coral Cosmic Crimson Curious Dapper Dotty Gentle
    Golden Happy Indigo Jade Jolly Keen Lively Lucky Lunar Merry Mighty Mellow Nimble Olive Pearl Plucky
    Purple Quick Quiet Ruby Rusty Scarlet Silver Snowy Solar Speedy Sunny Swift Tangerine Teal Velvet
    Violet Witty Zesty
    """.split()  # noqa: SIM905 - a block of words is read and amended more easily
)
NICKNAME_SECOND = tuple(
    """
    Badger Beetle Bison Camel Comet Crane Cricket Dolphin Falcon Ferret Finch Gecko Heron Ibis Jackal
    Kestrel Koala Lemur Linnet Lobster Lynx Magpie Marten Meteor Mole Moth Newt Otter Owl Panda Penguin
    Pixel Plover Puffin Quail Raven Robin Rocket Salmon Seal Sparrow Squid Starling Stoat Swift Tapir
    Tiger Toucan Turtle Walrus Wombat Wren Yak Zebra
    """.split()  # noqa: SIM905 - a block of words is read and amended more easily
)
