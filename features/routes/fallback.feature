@RT-2
Feature: Where a person goes who wanted nothing in particular

  Rule: Sign-in that was opened directly leads to the fallback

    Scenario Outline: <who>
      Given <who>
      When they sign in with the provider
      Then they are on the fallback page
      And they have a session

      Examples:
        | who                                 |
        | somebody with an account            |
        | a newcomer at the identity provider |

  Rule: An address of another site leads there too

    Scenario Outline: Sign-in was opened with the address <address>
      Given somebody with an account
      When they open the sign-in page with the way back "<address>"
      And they go through the provider from there
      Then they are on the fallback page
      And they have a session

      Examples:
        | address                     |
        | https://evil.example/       |
        | //evil.example/             |
        | /\\evil.example             |
        | javascript:alert(1)         |
