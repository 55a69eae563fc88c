Feature: What the provider is asked for, and what it gives

  @SOC-4 @needs-instance-settings
  Rule: Additional scopes are asked for beside the base ones

    Scenario Outline: From the <page>
      Given the instance asks for the additional scopes "calendar.read files.read"
      When they leave for the identity provider from the <page>
      Then the authorization request has:
        | scope | the word openid        |
        | scope | the word email         |
        | scope | the word profile       |
        | scope | the word calendar.read |
        | scope | the word files.read    |

      Examples:
        | page         |
        | sign-in page |
        | sign-up page |

  @SOC-5
  Rule: The provider's access token is the backend's alone

    Scenario: The backend gets it, and no page does
      Given somebody with an account
      And they have signed in with the provider
      And they are visiting the protected page
      When the backend asks for the provider's access token
      Then the provider takes it
      And no page has seen it

    @needs-provider-faults
    Scenario: It is about to expire
      Given somebody with an account for whom the identity provider's access tokens soon expire
      And they have signed in with the provider
      And they are visiting the protected page
      When the backend asks for the provider's access token
      And the backend asks for the provider's access token
      Then the backend was given another one each time
      And the provider takes it

  @SOC-7 @needs-instance-settings
  Rule: A native app gets its nonce at an address that was allowed, and nowhere else

    Scenario: An address that is allowed
      Given the instance allows the redirect URL "com.example.app://callback"
      And somebody with an account
      When a native app signs them in with the redirect URL "com.example.app://callback"
      Then the native app is given a nonce that works once

    Scenario Outline: The address <address>
      Given the instance allows the redirect URL "com.example.app://callback"
      And somebody with an account
      When a native app signs them in with the redirect URL "<address>"
      Then Clerk refuses

      Examples:
        | address                             |
        | com.example.evil://callback         |
        | com.example.app://callback.evil     |
        | com.example.app://callback/../other |

    Scenario: A browser gets none
      Given somebody with an account
      When they sign in with the provider
      Then they are on the protected page
      And no address that they came by carries a nonce
