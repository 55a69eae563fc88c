@needs-instance-settings
Feature: Connecting providers while signed in

  Background:
    Given the instance has these providers:
      | name    | enabled | for             |
      | Acme    | yes     | signing in      |
      | Globex  | yes     | signing in      |
      | Hooli   | yes     | connecting only |
      | Initech | no      | signing in      |

  @SOC-2
  Rule: Whatever its email address, another provider can be connected, and they come back to where they were

    Scenario: Under another email address
      Given somebody with an account
      And they have signed in with "Acme"
      And they are visiting the profile
      When they connect "Globex" as somebody with another email address
      Then they are on the profile
      And the page tells them what happened
      And the account is connected with "Acme, Globex"
      And they have a session

    Scenario: They think better of it
      Given somebody with an account
      And they have signed in with "Acme"
      And they are visiting the profile
      When they go to connect "Globex" and refuse there
      Then they are on the profile
      And the page tells them what happened
      And the account is connected with "Acme"
      And they have a session

    Scenario: Afterwards they can sign in with it
      Given somebody with an account
      And they have signed in with "Acme"
      And they are visiting the profile
      And they have connected "Globex" as somebody with another email address
      When they sign out
      And they sign in with "Globex" under that email address
      Then they have a session

  @SOC-3
  Rule: A provider for connecting only is not offered for signing in, and can be connected

    Scenario Outline: What the <page> offers
      When they open the <page>
      Then the page offers exactly these providers:
        | Acme   |
        | Globex |

      Examples:
        | page         |
        | sign-in page |
        | sign-up page |

    Scenario: It is connected
      Given somebody with an account
      And they have signed in with "Acme"
      And they are visiting the profile
      When they connect "Hooli" as somebody with another email address
      Then they are on the profile
      And the account is connected with "Acme, Hooli"

    Scenario: Nobody signs in with it all the same
      When they start a sign-in with "Acme" by hand
      Then Clerk agrees
      When they start a sign-in with "Hooli" by hand
      Then Clerk refuses

  @SOC-6
  Rule: The profile tells what is connected from what is not

    Scenario: One is, two are not, one cannot be
      Given somebody with an account
      And they have signed in with "Acme"
      When they open the profile
      Then the profile shows these providers:
        | Acme   | connected     |
        | Globex | not connected |
        | Hooli  | not connected |
